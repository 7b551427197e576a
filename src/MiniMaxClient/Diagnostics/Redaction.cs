using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Diagnostics;

/// <summary>Makes what a server said fit to be shown: short, and without keys.</summary>
internal static class Redaction
{
    private const int MaxExcerptLength = 1024;
    private const int MaxWordLength = 128;
    private const int MaxQuoteLength = 64;

    // Beyond this nothing is searched for keys, and nothing shown.
    private const int MaxSearchedLength = 8192;
    private const int MaxKeyLength = 2048;

    /// <summary>The start of a text with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? RedactExcerpt(string? text, KnownSecrets? secrets) =>
        RedactAndTruncate(text, secrets, MaxExcerptLength);

    /// <summary>A code or an id with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? RedactWord(string? text, KnownSecrets? secrets) =>
        text is { Length: <= MaxWordLength }
            && IsSecretFree(text, secrets) ? text : RedactAndTruncate(text, secrets, MaxWordLength);

    /// <summary>A message as long as it may be searched, on one line, with keys taken out.</summary>
    public static string RedactMessage(string text, KnownSecrets secrets) => RedactAndTruncate(text, secrets, MaxSearchedLength);

    /// <summary>What a caller wrote, short enough to be quoted.</summary>
    public static string RedactQuote(string? text) => RedactAndTruncate(text ?? "", null, MaxQuoteLength);

    /// <summary>Whether a word can hold no key in any form; the id of every response is looked at.</summary>
    private static bool IsSecretFree(string text, KnownSecrets? secrets)
    {
        foreach (char one in text)
        {
            if (one is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or ':'))
                return false;
        }

        return text.IndexOf("sk-", StringComparison.OrdinalIgnoreCase) < 0
            && (secrets is null || ReferenceEquals(secrets.RedactSecrets(text), text));
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? RedactAndTruncate(string? text, KnownSecrets? secrets, int maxLength)
    {
        if (text is null)
            return null;
        bool isCut = text.Length > MaxSearchedLength;
        string start = isCut ? text.Remove(MaxSearchedLength) : text;
        start = SecretPatterns.RedactPatterns(secrets?.RedactSecrets(start) ?? start);

        // Half a key may stand at the cut; it would only show where what is before it became short.
        if (isCut)
            start = start.Remove(Math.Max(0, start.Length - MaxKeyLength));
        start = ReplaceControlCharacters(start).Trim();
        return start.Length > maxLength ? start.Remove(maxLength) + "…" : start;
    }

    /// <summary>The text on one line: a line break of a server could forge a line of the log.</summary>
    private static string ReplaceControlCharacters(string text)
    {
        char[]? cleaned = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029')
                (cleaned ??= text.ToCharArray())[i] = ' ';
        }

        return cleaned is null ? text : new(cleaned);
    }
}
