using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Finds the JSON in what a model wrote: alone, between code fences, or among other words.</summary>
internal static class AnswerText
{
    private const string Fence = "```";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = WireFormat.MaxDepth, AllowTrailingCommas = true };

    /// <summary>The JSON values that the text may mean, likeliest first.</summary>
    public static IEnumerable<JsonElement> Find(string text)
    {
        foreach (string candidate in Candidates(text))
        {
            if (Parse(candidate) is { } value)
                yield return value;
        }
    }

    private static IEnumerable<string> Candidates(string text)
    {
        yield return text;
        foreach (string fenced in Fenced(text))
            yield return fenced;
        int start = text.IndexOfAny(['{', '[']);
        if (start > 0)
            yield return text.Substring(start);
    }

    /// <summary>What stands between code fences, without the name of a language.</summary>
    private static IEnumerable<string> Fenced(string text)
    {
        int open = text.IndexOf(Fence, StringComparison.Ordinal);
        while (open >= 0)
        {
            int line = text.IndexOf('\n', open);
            if (line < 0)
                yield break;
            int close = text.IndexOf(Fence, line, StringComparison.Ordinal);
            yield return text.Substring(line, (close < 0 ? text.Length : close) - line);
            open = close < 0 ? -1 : text.IndexOf(Fence, close + Fence.Length, StringComparison.Ordinal);
        }
    }

    /// <summary>The value that a text begins with; what follows it does not matter.</summary>
    private static JsonElement? Parse(string text)
    {
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), Options);
            return JsonElement.TryParseValue(ref json, out JsonElement? value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
