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
                .Where(static file => OwnException().IsMatch(SourceText.RemoveCommentsAndStrings(File.ReadAllText(file))))
                .Select(static file => Path.GetFileName(file)),
        ];
        Assert.Empty(elsewhere);
    }

    [Fact]
    public void JsonOfARecord_IsGenerated_ExceptWhereTheWireIsIrregular()
    {
        string[] written =
        [
            .. from file in Repository.Files("src/MiniMaxClient", "*.cs")
               let code = SourceText.RemoveCommentsAndStrings(File.ReadAllText(file))
               where code.Contains("[GeneratedJson", StringComparison.Ordinal)
               from Match method in OwnJson().Matches(code)
               select $"{Path.GetFileNameWithoutExtension(file)}: {method.Value}",
        ];

        Assert.Equal(
            [
                // The block's type decides where its properties belong.
                "AnthropicBlock: AnthropicBlock? Read(ref Utf8JsonReader",
                // The message of a response is the assistant's, whatever its role; null beside tool calls.
                "AssistantMessage: AssistantMessage? Read(ref Utf8JsonReader",
                "AssistantMessage: override void WriteProperties(",
                // The OpenAI style has no field for the error of a tool.
                "ChatMessage: override void Write(",
                // The content of a file has two forms in memory and one on the wire.
                "ContentPart: override void WriteProperties(",
                // The type may be missing or wrong.
                "Tool: Tool? Read(ref Utf8JsonReader",
                // Whether arguments come from a model is known only while they are read.
                "ToolCall: FunctionCall? Read(ref Utf8JsonReader",
                "ToolCall: ToolCall? Read(ref Utf8JsonReader",
                // A choice is a string or an object.
                "ToolChoice: ToolChoice? Read(ref Utf8JsonReader",
                "ToolChoice: override void Write(",
            ],
            written.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"[\w<>?]+ (?:Try)?Read\w*\(ref Utf8JsonReader|override void Write\w*\(")]
    private static partial Regex OwnJson();

    [GeneratedRegex(@"new MiniMax\w+Exception\(")]
    private static partial Regex OwnException();
}
