using System.Text.RegularExpressions;

namespace MiniMaxClient.Tests.Support;

/// <summary>C# source without what is not code.</summary>
internal static partial class SourceText
{
    public static string RemoveCommentsAndStrings(string source) => CommentsAndStringsPattern().Replace(source, " ");

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStringsPattern();
}
