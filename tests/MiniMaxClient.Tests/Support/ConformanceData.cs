using System.Text.Json;

namespace MiniMaxClient.Tests.Support;

/// <summary>Reads external test cases from the folder in <c>MINIMAXCLIENT_CONFORMANCE</c>; the project has none.</summary>
internal static class ConformanceData
{
    public const string Variable = "MINIMAXCLIENT_CONFORMANCE";

    /// <summary>Returns the files of a pattern, such as <c>wire-*.json</c>, or skips the test without the folder.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        string? root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{Variable} names no folder with conformance data.");
        string[] files = Directory.GetFiles(Path.Combine(root!, folder), pattern);
        Assert.NotEmpty(files);
        return [.. files.Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads the cases of a file with a list.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ReadCasesAsync(string file, CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellationToken));
        return [.. document.RootElement.EnumerateArray().Select(static one => one.Clone())];
    }
}
