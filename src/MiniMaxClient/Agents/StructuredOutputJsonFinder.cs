using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Finds the JSON in a model's text: alone, in a code block, or within other text.</summary>
/// <remarks>Comments and trailing commas, which models produce, are removed.</remarks>
internal static class StructuredOutputJsonFinder
{
    private const string CodeFence = "```";

    // A long text may have many braces that do not begin JSON.
    private const int MaxAttempts = 64;

    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        MaxDepth = JsonSettings.MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Finds the JSON values in a text, most likely first.</summary>
    public static IEnumerable<JsonElement> FindJsonValues(string text)
    {
        (JsonElement? first, bool isWholeText) = ParseText(text);
        if (first is { } value && isWholeText)
        {
            yield return value;
            yield break;
        }

        foreach (string fenced in FindCodeBlocks(text))
        {
            if (ParseText(fenced).Value is { } fencedValue)
                yield return fencedValue;
        }

        foreach (JsonElement embedded in FindEmbeddedValues(text))
            yield return embedded;
        if (first is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } scalar)
            yield return scalar;
    }

    /// <summary>Parses a text that is a JSON value and nothing else; null for any other text.</summary>
    public static JsonElement? ParseWholeText(string text) => ParseText(text) is ({ } value, true) ? value : null;

    /// <summary>Whether the response was neither truncated nor refused.</summary>
    public static bool IsComplete(ChatCompletion completion) =>
        completion.FinishReason != FinishReason.Length && completion.FinishReason != FinishReason.ContentFilter
        && (completion.Choices.Count == 0 || string.IsNullOrEmpty(completion.Message.Refusal));

    /// <summary>
    /// Gets the reasoning if it may contain the output: hosts whose reasoning parser misses the closing tag return no content
    /// (vllm#48863). Null if there is text or a tool call, and if the response was truncated.
    /// </summary>
    public static string? GetFallbackReasoning(ChatCompletion completion) =>
        completion.Choices.Count > 0 && string.IsNullOrWhiteSpace(completion.Text) && !completion.Message.HasToolCalls
        && IsComplete(completion) && completion.Reasoning is { Length: > 0 } reasoning
            ? reasoning
            : null;

    /// <summary>Appends a text to the content.</summary>
    public static MessageContent AppendText(MessageContent? content, string text) =>
        content?.Parts is null ? MessageContent.FromString(content?.Text + text) : [.. content, ContentPart.FromText(text)];

    /// <summary>Finds the text of each code block, without the name of the language.</summary>
    private static IEnumerable<string> FindCodeBlocks(string text)
    {
        int open = text.IndexOf(CodeFence, StringComparison.Ordinal);
        while (open >= 0)
        {
            int start = open + CodeFence.Length;
            int close = text.IndexOf(CodeFence, start, StringComparison.Ordinal);
            int end = close < 0 ? text.Length : close;
            int line = text.IndexOf('\n', start, end - start);
            yield return text.Substring(line < 0 ? start : line, end - (line < 0 ? start : line));
            open = close < 0 ? -1 : text.IndexOf(CodeFence, close + CodeFence.Length, StringComparison.Ordinal);
        }
    }

    /// <summary>Finds the objects and arrays within a text, longest first; none if there are too many candidates.</summary>
    private static IEnumerable<JsonElement> FindEmbeddedValues(string text)
    {
        var found = new List<(int Length, JsonElement Value)>();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int index = 0;
        for (int attempts = 0; ; attempts++)
        {
            int next = bytes.AsSpan(index).IndexOfAny((byte)'{', (byte)'[');
            if (next < 0)
                break;
            // The longest value may be among the remaining candidates.
            if (attempts == MaxAttempts)
                return [];
            index += next;
            (JsonElement? value, int length) = ParseLeadingValue(bytes.AsSpan(index), isFinalBlock: false, out bool isTruncated);

            // A part of a truncated or too deeply nested value is not the value.
            if (isTruncated || (value is null && IsTooDeep(bytes.AsSpan(index))))
                break;
            if (value is { } complete)
                found.Add((length, complete));
            index += value is null ? 1 : length;
        }

        return found.OrderByDescending(static one => one.Length).Select(static one => one.Value);
    }

    /// <summary>Parses the value at the start of a text, and determines whether nothing follows it.</summary>
    private static (JsonElement? Value, bool IsWholeText) ParseText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        (JsonElement? value, int length) = ParseLeadingValue(bytes, isFinalBlock: true, out _);
        return (value, new ReadOnlySpan<byte>(bytes).Slice(length).Trim(" \t\r\n"u8).IsEmpty);
    }

    private static (JsonElement? Value, int Length) ParseLeadingValue(
        ReadOnlySpan<byte> bytes, bool isFinalBlock, out bool isTruncated)
    {
        isTruncated = false;
        try
        {
            var json = new Utf8JsonReader(bytes, isFinalBlock, new JsonReaderState(ReaderOptions));
            if (JsonElement.TryParseValue(ref json, out JsonElement? value))
                return (Reserialize(value.Value), (int)json.BytesConsumed);
            isTruncated = true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text with an unpaired surrogate.
        }

        return (null, 0);
    }

    /// <summary>Whether a text begins with a valid value that exceeds the maximum depth.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> bytes)
    {
        var json = new Utf8JsonReader(
            bytes, isFinalBlock: false, new JsonReaderState(ReaderOptions with { MaxDepth = int.MaxValue }));
        int depth = 0;
        try
        {
            while (json.Read())
            {
                depth = Math.Max(depth, json.CurrentDepth);
                if (json.CurrentDepth == 0 && json.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                    break;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return depth >= JsonSettings.MaxDepth;
    }

    /// <summary>Serializes a value without comments and trailing commas.</summary>
    private static JsonElement Reserialize(JsonElement value) => JsonElement.Parse(JsonText.WriteToBytes(value.WriteTo));
}
