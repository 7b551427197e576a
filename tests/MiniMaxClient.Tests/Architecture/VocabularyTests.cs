using System.Text.RegularExpressions;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>The words of names, documentation, messages and pages.</summary>
public sealed partial class VocabularyTests
{
    // The left column of the glossary in CONTRIBUTING.
    private static readonly string[] ReplacedPhrases =
    [
        "left alone", "had come", "has come", "what came", "what comes", "comes about", "came about", "for a while", "of late",
        "was not asked", "were not asked", "is asked", "are asked", "asks the provider", "asked for again", "to ask",
        "is not taken", "are not taken", "taken are", "does not take", "is taken for", "finds the request", "finds no credit",
        "no one expects", "nobody", "somebody", "who calls", "whoever", "told apart", "tells of", "is told", "are told",
        "made up", "makes up", "broke off before", "breaks off", "the answer is whole", "answer was whole", "a place among",
        "gives back", "given back", "let go", "lets go", "what stands", "stands in", "stands for", "stand beside",
        "its own way", "of its own accord", "at once leaves", "what is wrong with", "what became", "what becomes", "thoughts",
    ];

    private static readonly Regex ReplacedPhrase = new(
        $@"\b(?:{string.Join('|', ReplacedPhrases)})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);

    public static TheoryData<string> Files { get; } =
    [
        .. Repository.Files("src", "*.cs").Concat(Repository.Files("samples", "*.cs"))
            .Concat(Repository.Files("src", "*.md")).Append(Path.Combine(Repository.Root, "README.md"))
            .Select(static file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_OldVocabulary_IsNotUsed(string file)
    {
        string[] found =
        [
            .. from line in File.ReadLines(Path.Combine(Repository.Root, file))
                   .Select(static (text, index) => (Text: text, Number: index + 1))
               from Match phrase in ReplacedPhrase.Matches(line.Text)
               select $"{line.Number}: {phrase.Value}",
        ];
        Assert.Empty(found);
    }

    [Fact]
    public void Summary_BeginsWithANounPhraseOrAVerb()
    {
        string[] found =
        [
            .. from file in Repository.Files("src", "*.cs")
               let text = File.ReadAllText(file)
               from Match summary in QuestionWord().Matches(text)
               select $"{Path.GetFileName(file)}: {summary.Value.Trim()}",
        ];
        Assert.Empty(found);
    }

    [Fact]
    public void Method_HasAVerbThatOneLayerUses()
    {
        string[] found =
        [
            .. from file in Repository.Files("src", "*.cs")
               from Match method in ReplacedMethod().Matches(SourceText.RemoveCommentsAndStrings(File.ReadAllText(file)))
               select $"{Path.GetFileName(file)}: {method.Value.Trim()}",
        ];
        Assert.Empty(found);
    }

    [GeneratedRegex(@"<summary>\s*(?:///)?\s*(?:What|Who|Whom|Whose|How|Where|When|Which|Why)\b")]
    private static partial Regex QuestionWord();

    [GeneratedRegex(@"\b[\w<>?\[\]]+ (?:Take|Of|Tell|Let|Leave|Settle|Forget|GiveBack)(?:<\w+>)?\((?!\))(?:this |in |ref |out )?[A-Z][\w<>?\[\], ]* \w+")]
    private static partial Regex ReplacedMethod();
}
