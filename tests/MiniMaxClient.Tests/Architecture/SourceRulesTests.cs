using System.Text.RegularExpressions;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>Rules of the house that a compiler does not know.</summary>
public sealed partial class SourceRulesTests
{
    private static readonly string[] Kinds = ["Models", "Helpers", "Helper", "Utils", "Util", "Common", "Misc", "Extensions"];

    [Fact]
    public void SourceFile_IsShorterThan300Lines()
    {
        string[] tooLong =
        [
            .. Repository.Files("src", "*.cs").Concat(Repository.Files("samples", "*.cs"))
                .Where(static file => File.ReadLines(file).Count() >= 300),
        ];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void SourceLine_IsAtMost130Characters()
    {
        string[] tooLong =
        [
            .. from file in Repository.Files("src", "*.cs")
               from line in File.ReadLines(file).Select(static (text, index) => (Text: text, Number: index + 1))
               where line.Text.Length > 130
               select $"{Path.GetFileName(file)}:{line.Number}",
        ];
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Folder_IsNamedForAFloorOrAFeature_NotForAKindOfThing()
    {
        string[] kinds =
        [
            .. Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Concat(Repository.Files("samples", "*.cs"))
                .Select(static file => Path.GetRelativePath(Repository.Root, file))
                .Where(static file => file.Split(Path.DirectorySeparatorChar).SkipLast(1).Intersect(Kinds).Any()),
        ];
        Assert.Empty(kinds);
    }

    [Fact]
    public void Exception_OfTheLibrary_IsMadeInTheFactory()
    {
        string[] elsewhere =
        [
            .. Repository.Files("src/MiniMaxClient", "*.cs")
                .Where(static file => !file.EndsWith("ErrorFactory.cs", StringComparison.Ordinal))
                .Where(static file => OwnException().IsMatch(SourceText.CodeOf(File.ReadAllText(file))))
                .Select(static file => Path.GetFileName(file)),
        ];
        Assert.Empty(elsewhere);
    }

    [GeneratedRegex(@"new MiniMax\w+Exception\(")]
    private static partial Regex OwnException();
}
