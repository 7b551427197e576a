using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Diagnostics;

/// <summary>Makes what a server said fit to be shown: short, and without keys.</summary>
internal static class Redaction
{
    private const int MaxLength = 1024;

    // Providers quote the rejected key in a 401, some of them cut or with another prefix than the one that was sent.
    private static readonly Regex[] Secrets =
    [
        new(@"\b[Ss][Kk][-_][A-Za-z0-9_\-]{6,}", RegexOptions.CultureInvariant),
        new(@"(?<=\bBearer\s+)[^\s""',;]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase),
        new(@"(?<=""(?:api_?)?key""\s*:\s*"")[^""]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase),
    ];

    /// <summary>The start of a text with keys taken out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Excerpt(string? text, ApiKey? key)
    {
        if (text is null)
            return null;
        string start = key is null ? text : text.Replace(key.Reveal(), "***");
        foreach (Regex secret in Secrets)
            start = secret.Replace(start, "***");
        start = start.Trim();
        return start.Length > MaxLength ? start.Remove(MaxLength) + "…" : start;
    }
}
