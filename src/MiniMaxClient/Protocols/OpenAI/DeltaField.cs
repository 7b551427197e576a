using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>The string field of a delta that changes from chunk to chunk.</summary>
/// <param name="Kind">The kind of the field.</param>
/// <param name="TextRange">The range of the string in the JSON of the chunk.</param>
internal readonly record struct DeltaField(DeltaFieldKind Kind, JsonRange TextRange)
{
    /// <summary>
    /// Finds the field of a chunk with one choice; null if there is none, or if a property on the path to it is duplicated.
    /// </summary>
    public static DeltaField? FindField(ReadOnlySpan<byte> data, JsonReaderOptions options)
    {
        var delta = new Utf8JsonReader(data, options);
        delta.Read();
        if (!(JsonRange.TryEnterProperty(ref delta, "choices"u8) && JsonRange.TryEnterSingleElement(ref delta)
            && JsonRange.TryEnterProperty(ref delta, "delta"u8)))
            return null;
        return CreateField(DeltaFieldKind.Content, JsonRange.FindString(delta, "content"u8))
            ?? CreateField(DeltaFieldKind.ReasoningContent, JsonRange.FindString(delta, "reasoning_content"u8))
            ?? CreateField(DeltaFieldKind.RawReasoning, JsonRange.FindString(delta, "reasoning"u8))
            ?? CreateField(DeltaFieldKind.Arguments, FindArguments(delta));
    }

    private static DeltaField? CreateField(DeltaFieldKind kind, JsonRange? range) => range is { } found ? new(kind, found) : null;

    private static JsonRange? FindArguments(Utf8JsonReader json) =>
        JsonRange.TryEnterProperty(ref json, "tool_calls"u8) && JsonRange.TryEnterSingleElement(ref json)
            && JsonRange.TryEnterProperty(ref json, "function"u8)
            ? JsonRange.FindString(json, "arguments"u8)
            : null;
}
