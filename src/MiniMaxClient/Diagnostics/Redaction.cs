using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Diagnostics;

/// <summary>Makes what a server said fit to be shown: short, and without keys.</summary>
internal static class Redaction
{
    private const int MaxLength = 1024;
    private const int MaxWordLength = 128;
    private const int MaxQuoteLength = 64;

    // Beyond this nothing is searched for keys, and nothing shown.
    private const int MaxSearched = 8192;
    private const int MaxKeyLength = 2048;

    /// <summary>The start of a text with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Excerpt(string? text, KnownSecrets? secrets) => Cut(text, secrets, MaxLength);

    /// <summary>A code or an id with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Word(string? text, KnownSecrets? secrets) =>
        text is { Length: <= MaxWordLength } && IsHarmless(text, secrets) ? text : Cut(text, secrets, MaxWordLength);

    /// <summary>A message as long as it may be searched, on one line, with keys taken out.</summary>
    public static string Message(string text, KnownSecrets secrets) => Cut(text, secrets, MaxSearched);

    /// <summary>What a caller wrote, short enough to be quoted.</summary>
    public static string Quote(string? text) => Cut(text ?? "", null, MaxQuoteLength);

    /// <summary>Whether a word can hold no key in any form; the id of every response is looked at.</summary>
    private static bool IsHarmless(string text, KnownSecrets? secrets)
    {
        foreach (char one in text)
        {
            if (one is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or ':'))
                return false;
        }

        return text.IndexOf("sk-", StringComparison.OrdinalIgnoreCase) < 0
            && (secrets is null || ReferenceEquals(secrets.Hide(text), text));
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, KnownSecrets? secrets, int length)
    {
        if (text is null)
            return null;
        bool isCut = text.Length > MaxSearched;
        string start = isCut ? text.Remove(MaxSearched) : text;
        start = Secrets.TakeOut(secrets?.Hide(start) ?? start);

        // Half a key may stand at the cut; it would only show where what is before it became short.
        if (isCut)
            start = start.Remove(Math.Max(0, start.Length - MaxKeyLength));
        start = WithoutControls(start).Trim();
        return start.Length > length ? start.Remove(length) + "…" : start;
    }

    /// <summary>The text on one line: a line break of a server could forge a line of the log.</summary>
    private static string WithoutControls(string text)
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
