using System.Text.Json;

namespace MiniMaxClient.Tests.Support;

/// <summary>Cases that others wrote, from the folder that <c>MINIMAXCLIENT_CONFORMANCE</c> names; the project carries none.</summary>
internal static class ConformanceData
{
    public const string Variable = "MINIMAXCLIENT_CONFORMANCE";

    /// <summary>The files of a kind, such as <c>wire-*.json</c>; without the folder the test is skipped and says so.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{Variable} names no folder with conformance data.");
        string[] files = Directory.GetFiles(Path.Combine(root!, folder), pattern);
        Assert.NotEmpty(files);
        return [.. files.Order(StringComparer.Ordinal)];
    }

    /// <summary>The cases of a file that is a list of them.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ReadCasesAsync(string file, CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellationToken));
        return [.. document.RootElement.EnumerateArray().Select(static one => one.Clone())];
    }
}
