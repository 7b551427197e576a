using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Diagnostics;

/// <summary>Redacts and truncates text of a server before it is shown in messages and logs.</summary>
internal static class Redaction
{
    private const int MaxExcerptLength = 1024;
    private const int MaxWordLength = 128;
    private const int MaxQuoteLength = 64;

    // Text after this length is neither searched nor shown.
    private const int MaxSearchedLength = 8192;
    private const int MaxKeyLength = 2048;

    /// <summary>Redacts the secrets in the start of a text.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? RedactExcerpt(string? text, KnownSecrets? secrets) =>
        RedactAndTruncate(text, secrets, MaxExcerptLength);

    /// <summary>Redacts the secrets in a code or an id.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? RedactWord(string? text, KnownSecrets? secrets) =>
        text is { Length: <= MaxWordLength } && IsSecretFree(text, secrets)
            ? text
            : RedactAndTruncate(text, secrets, MaxWordLength);

    /// <summary>Redacts the secrets in a message and puts it on one line, up to the maximum length that is searched.</summary>
    public static string RedactMessage(string text, KnownSecrets secrets) => RedactAndTruncate(text, secrets, MaxSearchedLength);

    /// <summary>Redacts and truncates the caller's input for a quote in a message.</summary>
    public static string RedactQuote(string? text) => RedactAndTruncate(text ?? "", null, MaxQuoteLength);

    /// <summary>Determines cheaply whether a word cannot contain a secret, because every response id is checked.</summary>
    private static bool IsSecretFree(string text, KnownSecrets? secrets)
    {
        foreach (char character in text)
        {
            if (character is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or ':'))
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
        bool isTruncated = text.Length > MaxSearchedLength;
        string start = isTruncated ? text.Remove(MaxSearchedLength) : text;
        start = SecretPatterns.RedactPatterns(secrets?.RedactSecrets(start) ?? start);

        // The truncation may split a key, whose first part would be shown if the text before it became shorter.
        if (isTruncated)
            start = start.Remove(Math.Max(0, start.Length - MaxKeyLength));
        start = ReplaceControlCharacters(start).Trim();
        return start.Length > maxLength ? start.Remove(maxLength) + "…" : start;
    }

    /// <summary>Puts a text on one line: a server's line break could forge a log line.</summary>
    public static string ReplaceControlCharacters(string text)
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
