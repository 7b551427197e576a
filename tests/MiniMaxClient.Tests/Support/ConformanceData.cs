using System.Collections.Concurrent;
using System.Text.Json;
using MiniMaxClient.Tests.Conformance;

namespace MiniMaxClient.Tests.Support;

/// <summary>
/// Reads the conformance vectors of the repository, and those of the folder in <c>MINIMAXCLIENT_CONFORMANCE</c> as an extra.
/// </summary>
internal static class ConformanceData
{
    public const string Variable = "MINIMAXCLIENT_CONFORMANCE";

    /// <summary>The folder with the vectors of other projects; null if there is none.</summary>
    public static readonly string? Outside = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
    private static readonly ConcurrentDictionary<string, IReadOnlyList<ConformanceVector>> VectorsByKind = new();

    /// <summary>Gets the files with the vectors of the repository.</summary>
    public static IReadOnlyList<string> OwnFiles { get; } = ListFiles(Path.Combine(AppContext.BaseDirectory, "Conformance", "Vectors"));

    /// <summary>Returns a row for each vector of a kind: those of the repository first.</summary>
    public static IEnumerable<TheoryDataRow<string>> GetRows(string kind) =>
        GetVectors(kind).Select(static vector => new TheoryDataRow<string>(vector.Id) { Label = vector.Id });

    public static ConformanceVector FindVector(string kind, string id) => GetVectors(kind).Single(vector => vector.Id == id);

    /// <summary>Returns the vectors of a kind.</summary>
    public static IReadOnlyList<ConformanceVector> GetVectors(string kind) => VectorsByKind.GetOrAdd(
        kind, static kind => [.. OwnFiles.SelectMany(ReadFile).Concat(ReadOutsideFiles()).Where(vector => vector.Kind == kind)]);

    /// <summary>Reads a file of the repository.</summary>
    public static IEnumerable<ConformanceVector> ReadFile(string file)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllBytes(file));
        return root.GetProperty("vectors").EnumerateArray()
            .Select(vector => new ConformanceVector(Path.GetFileName(file), root, vector));
    }

    private static IEnumerable<ConformanceVector> ReadOutsideFiles() => Outside is null
        ? []
        : ListFiles(Outside).SelectMany(static file => OutsideVectors.Read(Path.GetRelativePath(Outside, file), File.ReadAllBytes(file)));

    private static string[] ListFiles(string folder) =>
        !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
