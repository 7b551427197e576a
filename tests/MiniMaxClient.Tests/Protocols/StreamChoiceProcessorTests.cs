using System.Text.Json;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class StreamChoiceProcessorTests
{
    private const string Content = "<think>\nThe user\nasks.\n</think>\n\nHello <b>there</b>\n";

    [Fact]
    public async Task SplitReasoning_TagsSplitAtAnyPosition_GivesTheSameContent()
    {
        for (int at = 0; at <= Content.Length; at++)
        {
            ChunkReadResult run = await ChunkReadResult.ReadAsync(Stream(Content[..at], Content[at..]));

            Assert.Equal(("Hello <b>there</b>\n", "The user\nasks."), (run.Text, run.Reasoning));
            Assert.Equal((run.Text, run.Reasoning), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Assert.Equal(Content, run.BuiltCompletion.Message.Content?.Text);
        }
    }

    [Fact]
    public async Task SplitReasoning_TagsSplitAtTwoPositions_GivesTheSameContent()
    {
        for (int one = 0; one <= Content.Length; one++)
        {
            for (int two = one; two <= Content.Length; two++)
            {
                ChunkReadResult run = await ChunkReadResult.ReadAsync(Stream(Content[..one], Content[one..two], Content[two..]));

                Assert.Equal(("Hello <b>there</b>\n", "The user\nasks."), (run.Text, run.Reasoning));
            }
        }
    }

    [Fact]
    public async Task SplitReasoning_TagsSplitIntoCharacters_GivesTheSameContent()
    {
        ChunkReadResult run = await ChunkReadResult.ReadAsync(Stream([.. Content.Select(static one => one.ToString())]));

        Assert.Equal(("Hello <b>there</b>\n", "The user\nasks."), (run.Text, run.Reasoning));
    }

    [Theory]
    [InlineData("<think>\nThe user", "", "The user")]
    [InlineData("<think>\nThe user\n", "", "The user")]
    [InlineData("<think>The user</thi", "", "The user</thi")]
    [InlineData("<thin", "<thin", "")]
    [InlineData(" \n", " \n", "")]
    public async Task Flush_StreamEndsInsideReasoning_ReturnsAllContent(string content, string text, string reasoning)
    {
        string finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";
        string chunk = $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{JsonSerializer.Serialize(content)}}}}}]}}\n\n";
        foreach (string stream in (string[])[chunk + finish, chunk + finish + "data: [DONE]\n\n", chunk + "data: [DONE]\n\n", chunk])
        {
            await ChunkReadResult.ForEachAsync(stream, run =>
            {
                Assert.Equal(text, run.Text);
                Assert.Equal(reasoning, run.Reasoning);
                Assert.Equal((text, reasoning), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            });
        }
    }

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public Task SplitReasoning_ReasoningField_IsTheReasoning(string field) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"choices":[{"delta":{"content":"","{{{field}}}":"Let me"}}]}

        data: {"choices":[{"delta":{"content":null,"{{{field}}}":" see."}}]}

        data: {"choices":[{"delta":{"content":"Hello","{{{field}}}":""},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(["Let me", " see.", ""], run.Chunks.Select(static chunk => chunk.Reasoning));
            Assert.Equal("Hello", run.Text);
            Assert.Equal(("Hello", "Let me see."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Fact]
    public Task SplitReasoning_DetailDeltas_AreTheReasoning() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":"Let me"}]}}]}

        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":" see."}]}}]}

        data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("Hello", "Let me see."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "Let me see."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Assert.Equal("reasoning-text-1", Assert.Single(run.BuiltCompletion.Message.ReasoningDetails!).Id);
        });

    [Fact]
    public Task SplitReasoning_CumulativeDetails_AreReturnedOnce() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let"}]}}]}

        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let me"}]}}]}

        data: {"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let me see."}]}}]}

        data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(["Let", "", " me see.", ""], run.Chunks.Select(static chunk => chunk.Reasoning));
            Assert.Equal("Let me see.", run.BuiltCompletion.Reasoning);
        });

    [Fact]
    public Task SplitReasoning_ReasoningInTagsAndField_IsReturnedOnce() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"content":"<think>\nLet me","reasoning_content":"Let me"}}]}

        data: {"choices":[{"delta":{"content":" see.\n</think>\n\nHel","reasoning_content":" see."}}]}

        data: {"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("Hello", "Let me see."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "Let me see."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Fact]
    public Task SplitReasoning_ReasoningInThreeFields_IsReturnedOnce() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"reasoning_content":"Let me","reasoning":"Let me","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let me"}]}}]}

        data: {"choices":[{"delta":{"reasoning_content":" see.","reasoning":" see.","reasoning_details":[{"type":"reasoning.text","index":0,"text":" see."}]}}]}

        data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("Hello", "Let me see."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "Let me see."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Fact]
    public Task SplitReasoning_SeveralChoices_SplitsEachSeparately() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"<thi"}},{"index":1,"delta":{"content":"<th"}}]}

        data: {"choices":[{"index":1,"delta":{"content":"ink>B</think>two"},"finish_reason":"stop"},{"index":0,"delta":{"content":"nk>A</think>one"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("one", "A"), (run.Text, run.Reasoning));
            Assert.Equal(["one", "two"], run.BuiltCompletion.Choices.Select(static choice => choice.Message.Text));
            Assert.Equal(["A", "B"], run.BuiltCompletion.Choices.Select(static choice => choice.Message.Reasoning));
        });

    [Fact]
    public Task SplitReasoning_NegativeChoiceIndex_ThrowsInvalidResponse() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}

        data: {"choices":[{"index":-1,"delta":{"content":"No"},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static run =>
        {
            Assert.IsType<MiniMaxInvalidResponseException>(run.Failure);
            Assert.Contains("index -1", run.Failure.Message, StringComparison.Ordinal);
            Assert.Equal("Hi", run.Text);
        });

    private static string Stream(params string[] deltas) =>
        string.Concat(deltas.Select(static delta =>
            $"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{JsonSerializer.Serialize(delta)}}}}}]}}\n\n"))
        + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
}
