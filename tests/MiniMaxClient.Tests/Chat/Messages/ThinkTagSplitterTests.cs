using System.Text;
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
    // Empty reasoning, whose opening tag the host omitted.
    [InlineData("</think>\n\nHi", "Hi", "")]
    [InlineData("\n </think>\n\nHi", "Hi", "")]
    [InlineData("</mm:think>Hi", "Hi", "")]
    [InlineData("</think>", "", "")]
    [InlineData("</thi", "</thi", "")]
    // Only a closing think tag ends the reasoning, and only the first one.
    [InlineData("<think>a</thing>b</think>c", "c", "a</thing>b")]
    [InlineData("<think>a <think> b</think>c</think>d", "cd", "a <think> b")]
    [InlineData("<think>a < b </ c</think>d", "d", "a < b </ c")]
    // An opening tag is a tag only at the start.
    [InlineData("Hi <think>no</think>", "Hi <think>no</think>", "")]
    [InlineData("<thing>", "<thing>", "")]
    [InlineData("<Think>a</Think>b", "<Think>a</Think>b", "")]
    // A partial tag that is never completed is text.
    [InlineData("visible <thi", "visible <thi", "")]
    [InlineData("<thi", "<thi", "")]
    [InlineData("<think", "<think", "")]
    [InlineData(" \n", " \n", "")]
    [InlineData("<think>", "", "")]
    [InlineData("<think>hidden", "", "hidden")]
    [InlineData("<think>hidden</thi", "", "hidden</thi")]
    [InlineData("<think>hidden\n", "", "hidden")]
    public void SplitDelta_ContentInAnyDeltas_SeparatesTextAndReasoning(string content, string text, string reasoning)
    {
        Assert.Equal(new TextAndReasoning(text, reasoning), TextAndReasoning.FromContent(content));
        Assert.Equal(new TextAndReasoning(text, reasoning), Split(content.Select(static character => character.ToString())));
        for (int index = 0; index <= content.Length; index++)
            Assert.Equal(new TextAndReasoning(text, reasoning), Split([content[..index], content[index..]]));
    }

    [Fact]
    public async Task Call_ContentStartingWithClosingTag_EqualsStream()
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
        SocketRun complete = await SocketRun.CompleteAsync("openai", """{"choices":[{"message":{"content":"</think>\n\nHi"}}]}""");
        Assert.Equal(("Hi", ""), (complete.Text, complete.Reasoning));
    }

    [Fact]
    public void SplitDelta_TextThatCannotBecomeTag_IsReturnedImmediately()
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);

        Assert.Equal(new TextAndReasoning("", ""), splitter.SplitDelta("<thi"));
        Assert.Equal(new TextAndReasoning("<this", ""), splitter.SplitDelta("s"));
        Assert.Equal(new TextAndReasoning("<think>", ""), splitter.SplitDelta("<think>"));
    }

    [Fact]
    public void SplitDelta_ReasoningWithPartialTag_ReturnsTextBeforeTag()
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);

        Assert.Equal(new TextAndReasoning("", "a"), splitter.SplitDelta("<think>\na\n"));
        Assert.Equal(new TextAndReasoning("", "\nb "), splitter.SplitDelta("b </thi"));
        Assert.Equal(new TextAndReasoning("", "</this"), splitter.SplitDelta("s"));
        Assert.Equal(new TextAndReasoning("c", ""), splitter.SplitDelta("</think>\n\nc"));
    }

    [Fact]
    public void SplitDelta_RandomContentInRandomDeltas_EqualsCompleteContent() => PropertyCheck.ForAll(
        Content.Zip(Gen.Choose(0, 100_000).ArrayOf()),
        static pair =>
        {
            var deltas = new List<string>();
            int start = 0;
            foreach (int end in pair.Item2.Select(number => number % (pair.Item1.Length + 1)).Order().Append(pair.Item1.Length))
            {
                deltas.Add(pair.Item1[start..end]);
                start = end;
            }

            Assert.Equal(Split([pair.Item1]), Split(deltas));
            Assert.Equal(Split([pair.Item1], startsOpen: true), Split(deltas, startsOpen: true));
        });

    internal static TextAndReasoning Split(IEnumerable<string> deltas, bool startsOpen = false)
    {
        var splitter = new ThinkTagSplitter(startsOpen);
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        foreach (string delta in deltas)
            Append(splitter.SplitDelta(delta));
        Append(splitter.Flush());
        return new(text.ToString(), reasoning.ToString());

        void Append(TextAndReasoning split)
        {
            text.Append(split.Text);
            reasoning.Append(split.Reasoning);
        }
    }
}
