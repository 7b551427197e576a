using System.Text.Json;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Represents a case of the conformance data, whose folder is set by <c>MINIMAXCLIENT_CONFORMANCE</c>.</summary>
internal sealed class ConformanceCase
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("MINIMAXCLIENT_CONFORMANCE");

    private readonly JsonElement _json;

    private ConformanceCase(JsonElement json) => _json = json;

    public string Name => _json.GetProperty("name").GetString()!;

    public string Protocol => _json.GetProperty("protocol").GetString()!;

    public bool IsStream => GetProperty("stream").ValueKind == JsonValueKind.True;

    public int Status => GetProperty("http_status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : 200;

    public string Body => (GetProperty("body") is { ValueKind: JsonValueKind.String } body ? body : GetProperty("input")).GetString()!;

    public bool IsError => Status >= 400 || GetExpected("error").ValueKind == JsonValueKind.True;

    /// <summary>Reads every case of a file or of a folder's files.</summary>
    public static IReadOnlyList<ConformanceCase> ReadFolder(string folder)
    {
        string path = Path.Combine(Folder ?? "", folder);
        if (Folder is null)
            return [];
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.json") : [path];
        return [.. files.Order(StringComparer.Ordinal).SelectMany(ReadCases)];
    }

    public static ConformanceCase FindCase(string folder, string name) => ReadFolder(folder).Single(c => c.Name == name);

    /// <summary>Returns a row for each case, or one skipped row if the data is not available.</summary>
    public static IEnumerable<TheoryDataRow<string>> CreateRows(string folder, Func<ConformanceCase, bool> where)
    {
        if (Folder is null)
            return [new("") { Skip = "MINIMAXCLIENT_CONFORMANCE names no folder with conformance data." }];
        return ReadFolder(folder).Where(where).Select(c => new TheoryDataRow<string>(c.Name) { Label = c.Name });
    }

    /// <summary>Gets an expected value of the case; undefined if the case has none.</summary>
    public JsonElement GetExpected(string name) =>
        GetProperty("expected") is { ValueKind: JsonValueKind.Object } expected
        && expected.TryGetProperty(name, out JsonElement value) ? value : default;

    public string? GetExpectedText(string name) =>
        GetExpected(name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value ? value.ToString() : null;

    private static IEnumerable<ConformanceCase> ReadCases(string file)
    {
        JsonElement root = JsonElement.Parse(File.ReadAllBytes(file));
        IEnumerable<JsonElement> cases = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : [root];
        return cases.Where(c => c.TryGetProperty("protocol", out _)).Select(c => new ConformanceCase(c));
    }

    private JsonElement GetProperty(string name) => _json.TryGetProperty(name, out JsonElement value) ? value : default;
}
