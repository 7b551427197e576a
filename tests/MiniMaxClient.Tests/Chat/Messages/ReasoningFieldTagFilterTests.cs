using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

/// <summary>Think tags inside the reasoning fields (observed on MiniMax-M3).</summary>
public sealed class ReasoningFieldTagFilterTests
{
    private static readonly Gen<string> Reasoning = Gen.Elements(
        "<think>", "</think>", "<mm:think>", "</mm:think>", "<thi", "</thi", "nk>", "</", "<", ">", "\n", "\r\n", " ", "Hm.", "é", "👋")
        .ListOf().Select(static parts => string.Concat(parts));

    private static readonly string Messages = MessagesStream.Named(
        MessagesStream.Start,
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"<think>\nIn a\nmanner.\n</thi"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"nk>"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}""",
        MessagesStream.Stop0,
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"Hello"}}""",
        MessagesStream.Stop1,
        MessagesStream.End,
        MessagesStream.MessageStop);

    [Theory]
    [InlineData("", "")]
    [InlineData("Hm.", "Hm.")]
    [InlineData("In a manner.\n</think>", "In a manner.")]
    [InlineData("In a manner.</mm:think>\n\n", "In a manner.")]
    [InlineData("<think>\nHm.\n</think>", "Hm.")]
    [InlineData(" \n<think>Hm.", "Hm.")]
    [InlineData("<thinking>\r\nHm.\r\n</thinking>\r\n", "Hm.")]
    [InlineData("<think></think>", "")]
    [InlineData("<think>", "")]
    [InlineData("</think>", "")]
    // A tag inside the reasoning is text, and so are its line breaks.
    [InlineData("The tag </think> ends it.", "The tag </think> ends it.")]
    [InlineData("One <think> two\n", "One <think> two\n")]
    [InlineData("One\n</think>\n\ntwo", "One\n</think>\n\ntwo")]
    // A partial tag that is never completed is text.
    [InlineData("Hm.\n</thi", "Hm.\n</thi")]
    [InlineData("<thi", "<thi")]
    [InlineData("\n", "\n")]
    public void FilterDelta_TagsAtStartAndEnd_RemovesThem(string reasoning, string expected)
    {
        Assert.Equal(expected, Filter([reasoning]));
        Assert.Equal(expected, Filter(reasoning.Select(static character => character.ToString())));
        for (int index = 0; index <= reasoning.Length; index++)
            Assert.Equal(expected, Filter([reasoning[..index], "", reasoning[index..]]));
        Assert.Equal(expected, new AssistantMessage { ReasoningContent = reasoning }.Reasoning);
    }

    [Fact]
    public void FilterDelta_RandomDeltas_EqualsCompleteReasoning() => PropertyCheck.ForAll(
        Reasoning.Zip(Gen.Choose(0, 100_000).ArrayOf()),
        static pair =>
        {
            (string reasoning, int[] numbers) = pair;
            int[] boundaries = [0, .. numbers.Select(number => number % (reasoning.Length + 1)).Order(), reasoning.Length];
            string expected = Filter([reasoning]);

            Assert.Equal(expected, Filter(boundaries.Zip(boundaries.Skip(1), (from, to) => reasoning[from..to])));
            Assert.Equal(expected, new AssistantMessage { ReasoningContent = reasoning }.Reasoning);
            Assert.Equal(
                expected,
                new AssistantMessage { ReasoningDetails = [new() { Type = "reasoning.text", Text = reasoning }] }.Reasoning);
        });

    [Fact]
    public void ReleaseLineBreaks_PendingLineBreakOrTag_ReturnsOnlyLineBreak()
    {
        var filter = new ReasoningFieldTagFilter();

        Assert.Equal(("One.", "\n"), (filter.FilterDelta("One.\n"), filter.ReleaseLineBreaks()));
        Assert.Equal(("Two.", ""), (filter.FilterDelta("Two.\n</thi"), filter.ReleaseLineBreaks()));
        Assert.Equal("", filter.FilterDelta("nk>"));
        Assert.Equal("", filter.Flush());
    }

    [Theory]
    [InlineData("\"reasoning_content\":\"{0}\"")]
    [InlineData("\"reasoning\":\"{0}\"")]
    [InlineData("\"reasoning_details\":[{{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"{0}\"}}]")]
    public async Task Call_TagsInAnyReasoningField_AreRemoved(string field)
    {
        string Delta(string text) =>
            "data: {\"choices\":[{\"index\":0,\"delta\":{" + string.Format(null, field, text) + "}}]}\n\n";
        string stream = Delta("<thi") + Delta("nk>\\nIn a\\nmanner.\\n</thi") + Delta("nk>")
            + """data: {"choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n";
        string body = "{\"choices\":[{\"message\":{\"content\":\"Hello\","
            + string.Format(null, field, "<think>\\nIn a\\nmanner.\\n</think>") + "}}]}";

        await ChunkReadResult.ForEachAsync(stream, static run =>
        {
            Assert.Equal(("Hello", "In a\nmanner."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "In a\nmanner."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            AssistantMessage message = run.BuiltCompletion.Message;
            Assert.Equal(
                "<think>\nIn a\nmanner.\n</think>",
                message.ReasoningContent ?? message.RawReasoning ?? message.ReasoningDetails![0].Text);
        });
        await SocketRun.ForEachAsync("openai", stream, static run => Assert.Equal("In a\nmanner.", run.Reasoning));
        Assert.Equal("In a\nmanner.", (await SocketRun.CompleteAsync("openai", body)).Reasoning);
    }

    [Fact]
    public async Task Call_TagsInThinkingBlock_AreRemoved()
    {
        await MessagesStream.ForEachAsync(Messages, static run =>
        {
            Assert.Equal(("Hello", "In a\nmanner."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "In a\nmanner."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Assert.Equal("<think>\nIn a\nmanner.\n</think>", run.BuiltCompletion.Message.ReasoningDetails![0].Text);
        });
        await SocketRun.ForEachAsync("anthropic", Messages, static run => Assert.Equal("In a\nmanner.", run.Reasoning));
    }

    private static string Filter(IEnumerable<string> deltas)
    {
        var filter = new ReasoningFieldTagFilter();
        string text = "";
        foreach (string delta in deltas)
            text += filter.FilterDelta(delta);
        return text + filter.Flush();
    }
}
