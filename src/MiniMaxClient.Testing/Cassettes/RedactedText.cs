namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Compares text with a recorded text, from which parts may have been removed.</summary>
internal static class RedactedText
{
    private const int MaxExcerptLength = 60;
    private const int ContextLength = 20;

    /// <summary>Determines whether a text equals the recorded one, apart from what was removed.</summary>
    public static bool IsMatch(string recorded, string text)
    {
        string[] parts = recorded.Split(ExchangeRedaction.Mark, StringSplitOptions.None);
        if (parts.Length == 1)
            return recorded == text;
        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
            return false;
        int position = parts[0].Length;
        foreach (string part in parts[1..^1])
        {
            int index = text.IndexOf(part, position, StringComparison.Ordinal);
            if (index < 0)
                return false;
            position = index + part.Length;
        }

        return text.Length - position >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    /// <summary>Returns both texts around the first difference.</summary>
    public static string DescribeDifference(string recorded, string sent)
    {
        int common = recorded.AsSpan().CommonPrefixLength(sent);
        bool areShort = recorded.Length <= MaxExcerptLength && sent.Length <= MaxExcerptLength;
        int start = areShort ? 0 : Math.Max(0, common - ContextLength);
        return $"recorded {GetExcerpt(recorded, start)}, sent {GetExcerpt(sent, start)}";
    }

    private static string GetExcerpt(string text, int start)
    {
        bool hasMore = text.Length - start > MaxExcerptLength;
        string excerpt = hasMore ? text.Substring(start, MaxExcerptLength) : text[start..];
        return (start > 0 ? "…" : "") + excerpt + (hasMore ? "…" : "");
    }
}
