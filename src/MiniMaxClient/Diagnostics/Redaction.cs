using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

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

    // So much of a key is taken out also where the rest of it is not there.
    private const int MinKeyPart = 8;

    /// <summary>The start of a text with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Excerpt(string? text, ApiKey? key) => Cut(text, key, MaxLength);

    /// <summary>A code or an id with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Word(string? text, ApiKey? key) =>
        text is { Length: <= MaxWordLength } && IsHarmless(text, key) ? text : Cut(text, key, MaxWordLength);

    /// <summary>What a caller wrote, short enough to be quoted.</summary>
    public static string Quote(string? text) => Cut(text ?? "", null, MaxQuoteLength);

    /// <summary>Whether a word cannot hold a key in any of the forms below; the id of every answer is looked at.</summary>
    private static bool IsHarmless(string text, ApiKey? key)
    {
        foreach (char one in text)
        {
            if (one is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or ':'))
                return false;
        }

        return text.IndexOf("sk-", StringComparison.OrdinalIgnoreCase) < 0
            && (key is null || text.IndexOf(StartOf(key.Reveal()), StringComparison.OrdinalIgnoreCase) < 0);
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, ApiKey? key, int length)
    {
        if (text is null)
            return null;
        bool isCut = text.Length > MaxSearched;
        string start = isCut ? text.Remove(MaxSearched) : text;
        if (key is not null)
        {
            // As it is, and as JSON may write it: with escapes of a slash, or of all that is not plain.
            string shown = key.Reveal();
            string[] forms = [shown, shown.Replace("/", "\\/"), JsonEncodedText.Encode(shown).ToString()];
            foreach (string form in forms.Distinct(StringComparer.Ordinal))
                start = TakeOut(form, start);
        }

        start = Secrets.TakeOut(start);

        // Half a key may stand at the cut; it would only show where what is before it became short.
        if (isCut)
            start = start.Remove(Math.Max(0, start.Length - MaxKeyLength));
        start = start.Trim();
        return start.Length > length ? start.Remove(length) + "…" : start;
    }

    /// <summary>Takes a key out of a text, also where only its start is there, or in another case, as in a host's name.</summary>
    private static string TakeOut(string key, string text)
    {
        string start = StartOf(key);
        int found = text.IndexOf(start, StringComparison.OrdinalIgnoreCase);
        if (found < 0)
            return text;
        var shown = new StringBuilder();
        int from = 0;
        for (; found >= 0; found = text.IndexOf(start, from, StringComparison.OrdinalIgnoreCase))
        {
            int length = start.Length;
            while (length < key.Length && found + length < text.Length && IsSame(key[length], text[found + length]))
                length++;
            shown.Append(text, from, found - from).Append("***");
            from = found + length;
        }

        return shown.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>What of a key is enough to be taken out: of a short one the start is no secret, and may be any word.</summary>
    private static string StartOf(string key) => key.Length >= 2 * MinKeyPart ? key.Remove(MinKeyPart) : key;

    private static bool IsSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
