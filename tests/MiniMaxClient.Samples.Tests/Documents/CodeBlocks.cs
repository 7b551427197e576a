using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>The code blocks of a page, and the regions of the source file that compiles and runs them.</summary>
internal static partial class CodeBlocks
{
    /// <summary>The C# blocks of a page, normalized.</summary>
    public static string[] OfPage(string text) =>
        [.. CSharpBlocks().Matches(text).Select(static match => Normalize(match.Groups[1].Value))];

    /// <summary>The JSON blocks of a page.</summary>
    public static string[] JsonOfPage(string text) =>
        [.. JsonBlocks().Matches(text).Select(static match => match.Groups[1].Value)];

    /// <summary>The regions of a source file, normalized.</summary>
    public static string[] OfSource(string text) =>
        [.. Regions().Matches(text).Select(static match => Normalize(match.Groups[1].Value))];

    /// <summary>Removes indentation and the emulator's address, the only differences between a page and its source.</summary>
    private static string Normalize(string code)
    {
        string text = OnlyEmulatorAddress().Replace(code.Replace("\r\n", "\n", StringComparison.Ordinal), "");
        string[] lines = EmulatorAddress().Replace(text, "").Trim('\n').Split('\n');
        int indent = lines.Where(static line => line.Trim().Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Trim().Length == 0 ? "" : line[indent..].TrimEnd())).Trim('\n');
    }

    [GeneratedRegex(@"#region [\w-]+\n(.*?)\n\s*#endregion", RegexOptions.Singleline)]
    private static partial Regex Regions();

    [GeneratedRegex(@"^```csharp\n(.*?)\n```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CSharpBlocks();

    [GeneratedRegex(@"^```json\n(.*?)\n```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex JsonBlocks();

    // Options that have the address alone are omitted; an address among other options is omitted from them.
    [GeneratedRegex(@"(?<=\(\w*(?:[kK]ey)), (?:new\(\) \{ BaseAddress = emulator\.\w+ \}|emulator\.\w+\.ToString\(\))")]
    private static partial Regex OnlyEmulatorAddress();

    [GeneratedRegex(@"BaseAddress = emulator\.\w+, ")]
    private static partial Regex EmulatorAddress();
}
