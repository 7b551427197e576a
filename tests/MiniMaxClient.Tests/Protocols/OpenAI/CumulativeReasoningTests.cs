namespace MiniMaxClient.Tests.Protocols.OpenAI;

/// <summary>Thinking of which each chunk has the whole so far.</summary>
public sealed class CumulativeReasoningTests
{
    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public Task Snapshots_OfAField_AreCountedOnce(string field) => ChunkRun.ForEachAsync(
        $$$"""
        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"Let"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"Let me"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"Let me think."}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}


        """,
        run =>
        {
            Assert.Equal(["Let", "", " me think.", ""], run.Chunks.Select(static chunk => chunk.Reasoning));
            Assert.Equal(("Let me think.", "42"), (run.Built.Reasoning, run.Built.Text));
            Assert.Equal(
                "Let me think.", field == "reasoning" ? run.Built.Message.RawReasoning : run.Built.Message.ReasoningContent);
        });

    [Theory]
    [InlineData("reasoning_content")]
    [InlineData("reasoning")]
    public Task Pieces_OfAField_AreJoinedAlsoWhereTheyRepeatAWord(string field) => ChunkRun.ForEachAsync(
        $$$"""
        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"No, "}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"no, "}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"{{{field}}}":"no, "}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}


        """,
        static run => Assert.Equal(("No, no, no, ", "No, no, no, "), (run.Reasoning, run.Built.Reasoning)));

    [Fact]
    public Task Snapshots_InBothFieldsAtOnce_AreCountedOnce() => ChunkRun.ForEachAsync(
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"Let","reasoning":"Let"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"Let me","reasoning":"Let me"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"42"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("Let me", "Let me"), (run.Reasoning, run.Built.Reasoning));
            Assert.Equal("Let me", run.Built.Message.RawReasoning);
        });
}
