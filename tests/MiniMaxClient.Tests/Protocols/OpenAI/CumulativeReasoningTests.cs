using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

/// <summary>Tests streams in which each chunk has all the reasoning so far.</summary>
public sealed class CumulativeReasoningTests
{
    private const string Content = "\"reasoning_content\":$";
    private const string Raw = "\"reasoning\":$";
    private const string Details = "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"index\":0,\"text\":$}]";

    /// <summary>A field, its deltas and the expected reasoning.</summary>
    public static MatrixTheoryData<string, (string Deltas, string Expected)> Short { get; } = new(
        [Content, Raw, Details],
        [
            ("1|10| apples", "110 apples"), ("哈|哈哈|，", "哈哈哈，"), ("1|10", "110"), ("Let|Let me|Let me see.", "Let me see."),
            ("L|Le|Let|Let me see.", "Let me see."), ("Let|Let me", "Let me"), ("a||ab|abcdefgh", "abcdefgh"),
        ]);

    [Theory]
    [MemberData(nameof(Short))]
    public async Task Read_DeltaThatRepeatsReceivedText_IsReturnedOnce(string field, (string Deltas, string Expected) reasoning)
    {
        string stream = string.Concat(reasoning.Deltas.Split('|').Select(delta =>
                "data: {\"choices\":[{\"index\":0,\"delta\":{"
                + field.Replace("$", JsonSerializer.Serialize(delta), StringComparison.Ordinal) + "}}]}\n\n"))
            + """data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n";

        await ChunkReadResult.ForEachAsync(stream, run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("x", reasoning.Expected), (run.Text, run.Reasoning));
            Assert.Equal(("x", reasoning.Expected), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });
        await SocketRun.ForEachAsync("openai", stream, run => Assert.Equal(reasoning.Expected, run.Reasoning));
    }

    // MiniMax sends increments in the field and cumulative text in the details.
    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public Task Read_ReasoningInFieldAndCumulativeDetails_IsReturnedOnce(string field) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"choices":[{"index":0,"delta":{"{{{field}}}":"Let","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let"}]}}]}

        data: {"choices":[{"index":0,"delta":{"{{{field}}}":" me","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let me"}]}}]}

        data: {"choices":[{"index":0,"delta":{"{{{field}}}":" see.","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Let me see."}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Equal(("42", "Let me see."), (run.Text, run.Reasoning));
            Assert.Equal(("42", "Let me see."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Assert.Equal("Let me see.", Assert.Single(run.BuiltCompletion.Message.ReasoningDetails!).Text);
        });

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public Task Read_CumulativeField_IsReturnedOnce(string field) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"Let"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"Let me"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"Let me think."}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}


        """,
        run =>
        {
            Assert.Equal(["Let", "", " me think.", ""], run.Chunks.Select(static chunk => chunk.Reasoning));
            Assert.Equal(("Let me think.", "42"), (run.BuiltCompletion.Reasoning, run.BuiltCompletion.Text));
            Assert.Equal(
                "Let me think.", field == "reasoning" ? run.BuiltCompletion.Message.RawReasoning : run.BuiltCompletion.Message.ReasoningContent);
        });

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public Task Read_IncrementalFieldWithRepeatedWord_IsJoined(string field) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"No, "}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"no, "}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"no, "}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}


        """,
        static run => Assert.Equal(("No, no, no, ", "No, no, no, "), (run.Reasoning, run.BuiltCompletion.Reasoning)));

    [Fact]
    public Task Read_CumulativeTextInBothFields_IsReturnedOnce() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"Let","reasoning":"Let"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"Let me","reasoning":"Let me"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("Let me", "Let me"), (run.Reasoning, run.BuiltCompletion.Reasoning));
            Assert.Equal("Let me", run.BuiltCompletion.Message.RawReasoning);
        });
}
