using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Finds the JSON in what a model wrote: alone, between code fences, or among other words.</summary>
/// <remarks>Comments and trailing commas, which models write, are taken out.</remarks>
internal static class StructuredOutputParser
{
    private const string CodeFence = "```";

    // What looks like JSON and is none may stand at every brace of a long text.
    private const int MaxAttempts = 64;

    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        MaxDepth = WireFormat.MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The JSON values that the text may mean, likeliest first.</summary>
    public static IEnumerable<JsonElement> FindJsonValues(string text)
    {
        (JsonElement? first, bool isAll) = ParseText(text);
        if (first is { } value && isAll)
        {
            yield return value;
            yield break;
        }

        foreach (string fenced in FindCodeBlocks(text))
        {
            if (ParseText(fenced).Value is { } inside)
                yield return inside;
        }

        foreach (JsonElement among in FindEmbeddedValues(text))
            yield return among;
        if (first is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } scalar)
            yield return scalar;
    }

    /// <summary>The value that is all of a text; null where the text is anything else.</summary>
    public static JsonElement? ParseWholeText(string text) => ParseText(text) is ({ } value, true) ? value : null;

    /// <summary>Whether the response has an end: it was neither cut off nor refused.</summary>
    public static bool IsComplete(ChatCompletion completion) =>
        completion.FinishReason != FinishReason.Length && completion.FinishReason != FinishReason.ContentFilter
        && (completion.Choices.Count == 0 || string.IsNullOrEmpty(completion.Message.Refusal));

    /// <summary>
    /// The reasoning, where it may have the answer: hosts whose reasoning parser misses the closing tag leave the content empty
    /// (vllm#48863). Null where there is text or a call, and where the model was cut off while it reasoned.
    /// </summary>
    public static string? GetFallbackReasoning(ChatCompletion completion) =>
        completion.Choices.Count > 0 && string.IsNullOrWhiteSpace(completion.Text) && !completion.Message.HasToolCalls
        && IsComplete(completion) && completion.Reasoning is { Length: > 0 } reasoning
            ? reasoning
            : null;

    /// <summary>The content with a text after it.</summary>
    public static MessageContent AppendText(MessageContent? content, string text) =>
        content?.Parts is null ? MessageContent.FromString(content?.Text + text) : [.. content, ContentPart.FromText(text)];

    /// <summary>What stands between code fences, without the name of a language.</summary>
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

    /// <summary>The objects and arrays among the words, longest first; none when there are too many places to look at.</summary>
    private static IEnumerable<JsonElement> FindEmbeddedValues(string text)
    {
        var found = new List<(int Length, JsonElement Value)>();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int place = 0;
        for (int attempts = 0; ; attempts++)
        {
            int next = bytes.AsSpan(place).IndexOfAny((byte)'{', (byte)'[');
            if (next < 0)
                break;
            // The longest one may be among those that are left.
            if (attempts == MaxAttempts)
                return [];
            place += next;
            (JsonElement? value, int length) = ParseLeadingValue(bytes.AsSpan(place), isFinalBlock: false, out bool isCut);

            // A part of a value that is truncated or nested too deeply must not be taken for the value.
            if (isCut || (value is null && IsTooDeep(bytes.AsSpan(place))))
                break;
            if (value is { } whole)
                found.Add((length, whole));
            place += value is null ? 1 : length;
        }

        return found.OrderByDescending(static one => one.Length).Select(static one => one.Value);
    }

    /// <summary>The value that a text begins with, and whether nothing follows it.</summary>
    private static (JsonElement? Value, bool IsAll) ParseText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        (JsonElement? value, int length) = ParseLeadingValue(bytes, isFinalBlock: true, out _);
        return (value, new ReadOnlySpan<byte>(bytes).Slice(length).Trim(" \t\r\n"u8).IsEmpty);
    }

    private static (
        JsonElement? Value, int Length) ParseLeadingValue(ReadOnlySpan<byte> bytes, bool isFinalBlock, out bool isTruncated)
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
            // Not JSON, or a text in it with half of a surrogate pair.
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

        return depth >= WireFormat.MaxDepth;
    }

    /// <summary>The value as those read it who allow no comments and no trailing commas.</summary>
    private static JsonElement Reserialize(JsonElement value) => JsonElement.Parse(JsonText.WriteToBytes(value.WriteTo));
}
