using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Represents an input and its expected result, in the format of the files in <c>Vectors</c>.</summary>
/// <param name="file">The name of the file.</param>
/// <param name="head">The properties that the vectors of the file have in common, such as <c>kind</c> and <c>provider</c>.</param>
/// <param name="json">The vector.</param>
internal sealed class ConformanceVector(string file, JsonElement head, JsonElement json)
{
    public string Name { get; } = json.GetProperty("name").GetString()!;

    public string Id => $"{file}: {Name}";

    /// <summary>Whether the vector is part of the repository.</summary>
    public bool IsOwn => !file.StartsWith(OutsideVectors.Prefix, StringComparison.Ordinal);

    public string Kind => GetText("kind")!;

    /// <summary>The name of an adapter of <see cref="Adapters"/>.</summary>
    public string Provider => GetText("provider") ?? "openai";

    public string Model => GetText("model") ?? MiniMaxModels.M2;

    public string Key => GetText("key") ?? "test-key";

    public int Status => Get("status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : 200;

    public string ContentType => GetText("content_type") ?? (IsEventStream ? "text/event-stream" : "application/json");

    /// <summary>Whether the completion's JSON differs from the wire's: the library repairs or joins something.</summary>
    public bool IsNormalized => Get("normalized").ValueKind == JsonValueKind.True;

    public bool UsesMessages => Adapters.UsesMessages(Provider);

    public JsonElement Expected => Get("expected");

    /// <summary>The kinds of the call that receive the response: streamed or not.</summary>
    public IReadOnlyList<bool> StreamedCalls => (GetText("call"), Kind) switch
    {
        ("stream", _) => [true],
        ("complete", _) => [false],
        (null, "errors") => [false, true],
        _ => [IsEventStream],
    };

    private bool IsEventStream => Get("events").ValueKind == JsonValueKind.Array || Get("input").ValueKind != JsonValueKind.Undefined;

    /// <summary>Gets the bytes of the response.</summary>
    public byte[] GetBytes()
    {
        if (Get("events") is { ValueKind: JsonValueKind.Array } events)
            return Encoding.UTF8.GetBytes(string.Concat(events.EnumerateArray().Select(FormatEvent)));
        if (Get("body") is { ValueKind: not JsonValueKind.Undefined } body)
            return Encoding.UTF8.GetBytes(body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText());
        return ToBytes(Get("input"));
    }

    public IEnumerable<KeyValuePair<string, string>> GetHeaders() => Get("headers") is { ValueKind: JsonValueKind.Object } headers
        ? headers.EnumerateObject().Select(static header => KeyValuePair.Create(header.Name, header.Value.GetString()!))
        : [];

    /// <summary>Gets a property of the vector or of its file; undefined if there is none.</summary>
    public JsonElement Get(string name) =>
        json.TryGetProperty(name, out JsonElement value) || head.TryGetProperty(name, out value) ? value : default;

    /// <summary>Gets an expected value; undefined if the vector has none.</summary>
    public JsonElement GetExpected(string name) =>
        Expected is { ValueKind: JsonValueKind.Object } expected && expected.TryGetProperty(name, out JsonElement value)
            ? value
            : default;

    public string? GetExpectedText(string name) =>
        GetExpected(name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value ? value.ToString() : null;

    public IReadOnlyList<string> GetExpectedTexts(string name) => GetExpected(name) is { ValueKind: JsonValueKind.Array } values
        ? [.. values.EnumerateArray().Select(static value => value.GetString()!)]
        : [];

    /// <summary>Converts text, repeated text, bytes in hexadecimal or base64, and lists of these.</summary>
    public static byte[] ToBytes(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Encoding.UTF8.GetBytes(element.GetString()!),
        JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(ToBytes)],
        _ when element.TryGetProperty("bytes", out JsonElement bytes) =>
            Convert.FromHexString(bytes.GetString()!.Replace(" ", "", StringComparison.Ordinal)),
        _ when element.TryGetProperty("base64", out JsonElement base64) => base64.GetBytesFromBase64(),
        _ =>
        [
            .. Enumerable.Repeat(ToBytes(element.GetProperty("repeat")), element.GetProperty("times").GetInt32())
                .SelectMany(static bytes => bytes),
        ],
    };

    private string? GetText(string name) => Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Formats an event: an object is its data, a text is all of its lines.</summary>
    private string FormatEvent(JsonElement one)
    {
        string text = one.ValueKind == JsonValueKind.String ? one.GetString()! : $"data: {one.GetRawText()}";
        return UsesMessages && one.ValueKind == JsonValueKind.Object
            ? $"event: {one.GetProperty("type").GetString()}\n{text}\n\n"
            : $"{text}\n\n";
    }
}
