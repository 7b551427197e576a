using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Shortens bodies to one line.</summary>
internal static partial class Excerpt
{
    private const int MaxLength = 240;

    public static string Create(string text)
    {
        string line = WhiteSpace().Replace(text, " ").Trim();
        return line.Length <= MaxLength ? line : line[..MaxLength] + "…";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
