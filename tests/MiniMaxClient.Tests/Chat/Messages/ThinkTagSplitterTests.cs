using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class ThinkTagSplitterTests
{
    private static readonly Gen<string> Content = Gen.Elements(
        "<think>", "<thinking>", "<mm:think>", "</think>", "</thinking>", "</mm:think>", "<thi", "nk>", "</th", "</", "<", ">",
        "\n", "\r\n", " ", "`", "```", "text", "👋").ListOf().Select(static parts => string.Concat(parts));

    [Theory]
    [InlineData("", "", "")]
    [InlineData("Hello", "Hello", "")]
    [InlineData("<think>\nLet me see.\n</think>\n\nHello", "Hello", "Let me see.")]
    [InlineData("<think>Greeting.</think>\n\nHello", "Hello", "Greeting.")]
    [InlineData("<think>ab</think>cd", "cd", "ab")]
    [InlineData("\n <think>ab</think>cd", "cd", "ab")]
    [InlineData("<think></think>Hello", "Hello", "")]
    [InlineData("<think>\n\n</think>\n\nHello", "Hello", "")]
    [InlineData("<think>\r\nLet me.\r\n</think>\r\n\r\nHello", "Hello", "Let me.")]
    [InlineData("<think>ab</think>", "", "ab")]
    [InlineData("<think>one\n\ntwo</think>three\n\nfour\n", "three\n\nfour\n", "one\n\ntwo")]
    [InlineData("<think>ab</think>  cd", "  cd", "ab")]
    [InlineData("<thinking>ab</thinking>cd", "cd", "ab")]
    [InlineData("<mm:think>ab</mm:think>cd", "cd", "ab")]
    [InlineData("<think>ab</thinking>cd", "cd", "ab")]
    // Reasoning of no length, whose opening tag the host left out.
    [InlineData("</think>\n\nHi", "Hi", "")]
    [InlineData("\n </think>\n\nHi", "Hi", "")]
    [InlineData("</mm:think>Hi", "Hi", "")]
    [InlineData("</think>", "", "")]
    [InlineData("</thi", "</thi", "")]
    // Another tag's end is no end, and an end once seen stays the end.
    [InlineData("<think>a</thought>b</think>c", "c", "a</thought>b")]
    [InlineData("<think>a <think> b</think>c</think>d", "cd", "a <think> b")]
    [InlineData("<think>a < b </ c</think>d", "d", "a < b </ c")]
    // Only at the very start is it a tag.
    [InlineData("Hi <think>no</think>", "Hi <think>no</think>", "")]
    [InlineData("<thing>", "<thing>", "")]
    [InlineData("<Think>a</Think>b", "<Think>a</Think>b", "")]
    // What never became a tag is what it was.
    [InlineData("visible <thi", "visible <thi", "")]
    [InlineData("<thi", "<thi", "")]
    [InlineData("<think", "<think", "")]
    [InlineData(" \n", " \n", "")]
    [InlineData("<think>", "", "")]
    [InlineData("<think>hidden", "", "hidden")]
    [InlineData("<think>hidden</thi", "", "hidden</thi")]
    [InlineData("<think>hidden\n", "", "hidden")]
    public void Content_Whole_IsSplit(string content, string text, string reasoning)
    {
        Assert.Equal(new TextAndReasoning(text, reasoning), TextAndReasoning.FromContent(content));
        Assert.Equal(new TextAndReasoning(text, reasoning), Split(content.Select(static one => one.ToString())));
        for (int at = 0; at <= content.Length; at++)
            Assert.Equal(new TextAndReasoning(text, reasoning), Split([content[..at], content[at..]]));
    }

    [Fact]
    public async Task Content_ThatStartsWithAClosingTag_IsTheSameChunkByChunk()
    {
        const string Stream =
            """
            data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"</thi"}}]}

            data: {"choices":[{"index":0,"delta":{"content":"nk>\n"}}]}

            data: {"choices":[{"index":0,"delta":{"content":"\nHi"},"finish_reason":"stop"}]}

            data: [DONE]


            """;

        await ChunkReadResult.ForEachAsync(Stream, static run =>
        {
            Assert.Equal(("Hi", ""), (run.Text, run.Reasoning));
            Assert.Equal(("Hi", ""), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Assert.Equal("</think>\n\nHi", run.BuiltCompletion.Message.Content?.Text);
        });
        await SocketRun.ForEachAsync("openai", Stream, static run => Assert.Equal("Hi", run.Text));
        SocketRun whole = await SocketRun.CompleteAsync("openai", """{"choices":[{"message":{"content":"</think>\n\nHi"}}]}""");
        Assert.Equal(("Hi", ""), (whole.Text, whole.Reasoning));
    }

    [Fact]
    public void Piece_ThatCannotBecomeATag_IsGivenAtOnce()
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);

        Assert.Equal(new TextAndReasoning("", ""), splitter.SplitDelta("<thi"));
        Assert.Equal(new TextAndReasoning("<this", ""), splitter.SplitDelta("s"));
        Assert.Equal(new TextAndReasoning("<think>", ""), splitter.SplitDelta("<think>"));
    }

    [Fact]
    public void Piece_OfThinking_IsGivenUpToWhatMayBeTheTag()
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);

        Assert.Equal(new TextAndReasoning("", "a"), splitter.SplitDelta("<think>\na\n"));
        Assert.Equal(new TextAndReasoning("", "\nb "), splitter.SplitDelta("b </thi"));
        Assert.Equal(new TextAndReasoning("", "</this"), splitter.SplitDelta("s"));
        Assert.Equal(new TextAndReasoning("c", ""), splitter.SplitDelta("</think>\n\nc"));
    }

    [Fact]
    public void Pieces_OfAnyContent_GiveWhatTheWholeGives() => PropertyCheck.ForAll(
        Content.Zip(Gen.Choose(0, 100_000).ArrayOf()),
        static pair =>
        {
            var pieces = new List<string>();
            int start = 0;
            foreach (int place in pair.Item2.Select(place => place % (pair.Item1.Length + 1)).Order().Append(pair.Item1.Length))
            {
                pieces.Add(pair.Item1[start..place]);
                start = place;
            }

            Assert.Equal(Split([pair.Item1]), Split(pieces));
            Assert.Equal(Split([pair.Item1], startsOpen: true), Split(pieces, startsOpen: true));
        });

    internal static TextAndReasoning Split(IEnumerable<string> pieces, bool startsOpen = false)
    {
        var splitter = new ThinkTagSplitter(startsOpen);
        string text = "";
        string reasoning = "";
        foreach (string piece in pieces)
        {
            TextAndReasoning view = splitter.SplitDelta(piece);
            text += view.Text;
            reasoning += view.Reasoning;
        }

        TextAndReasoning rest = splitter.Flush();
        return new(text + rest.Text, reasoning + rest.Reasoning);
    }
}
