using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Shortens texts that a server wrote to one line.</summary>
internal static partial class Excerpt
{
    private const int MaxLength = 240;

    public static string Create(string text)
    {
        string line = Clean(text);
        return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
    }

    /// <summary>Replaces white space and what controls a terminal.</summary>
    public static string Clean(string text) => Unprintable().Replace(text, " ").Trim();

    // Control and format characters, such as escape sequences and a change of the direction.
    [GeneratedRegex(@"[\s\p{Cc}\p{Cf}]+")]
    private static partial Regex Unprintable();
}
