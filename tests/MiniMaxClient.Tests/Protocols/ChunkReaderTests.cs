using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.OpenAI;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests the end of a stream, and events that are not chunks of a completion.</summary>
public sealed class ChunkReaderTests
{
    [Fact]
    public void GetAsyncEnumerator_CalledTwice_ThrowsInvalidOperationException()
    {
        var reader = new OpenAIChunkReader(new ResponseContext("aimlapi", null, 200));
        IAsyncEnumerable<ChatCompletionChunk> chunks = reader.ReadChunksAsync(new MemoryStream(), TestTimeouts.Token);
        _ = chunks.GetAsyncEnumerator(TestTimeouts.Token);

        Assert.Throws<InvalidOperationException>(() => chunks.GetAsyncEnumerator(TestTimeouts.Token));
    }

    [Fact]
    public async Task MoveNextAsync_AfterDispose_ReturnsFalse()
    {
        var reader = new OpenAIChunkReader(new ResponseContext("aimlapi", null, 200));
        IAsyncEnumerator<ChatCompletionChunk> chunks = reader
            .ReadChunksAsync(new MemoryStream("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n"u8.ToArray()), TestTimeouts.Token)
            .GetAsyncEnumerator(TestTimeouts.Token);
        Assert.True(await chunks.MoveNextAsync());
        await chunks.DisposeAsync();

        Assert.False(await chunks.MoveNextAsync());
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("data: [DONE]\n")]
    [InlineData(": hello\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\ndata: [DONE]\n\n")]
    public Task Read_StreamWithOnlyItsEnd_ThrowsWithTheReason(string stream) => ChunkReadResult.ForEachAsync(stream, static run =>
    {
        var e = Assert.IsType<MiniMaxInvalidResponseException>(run.Failure);
        Assert.Contains("no choices", e.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Read_OnlyAnErrorMessage_ThrowsWithIt() => ChunkReadResult.ForEachAsync(
        """
        data: {"message":"You've run out of credits. Please top up your balance","statusCode":403}


        """,
        static run =>
        {
            var e = Assert.IsType<MiniMaxInsufficientCreditsException>(run.Failure);
            Assert.Contains("You've run out of credits", e.Message, StringComparison.Ordinal);
            Assert.Empty(run.Chunks);
        });

    [Fact]
    public Task Read_ErrorNamedAfterItsData_ThrowsAfterEarlierChunks() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}]}

        data: {"reason":"busy","message":"The server is overloaded, try again later"}
        event: error


        """,
        static run =>
        {
            Assert.Equal("Hel", run.Text);
            Assert.IsType<MiniMaxServerException>(run.Failure);
            Assert.Contains("The server is overloaded", run.Failure.Message, StringComparison.Ordinal);
        });

    [Fact]
    public Task Read_ErrorNameAfterOrdinaryData_Throws() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}

        data: {"code":"rate_limited","reason":"slow down"}
        event: error


        """,
        static run =>
        {
            Assert.Equal("Hel", run.Text);
            Assert.IsType<MiniMaxRateLimitException>(run.Failure);
        });

    [Fact]
    public Task Read_OnlyACompletion_ReturnsItsText() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"<think>Hm.</think>Hello."}}]}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello.", "Hm."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello.", "Hm."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Assert.Equal(FinishReason.Stop, run.BuiltCompletion.FinishReason);
        });

    [Theory]
    [InlineData("""{"role":"assistant"}""")]
    [InlineData("""{"role":"assistant","content":""}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[]}""")]
    public Task Read_CompletionAfterEmptyDelta_ReturnsItsText(string delta) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"id":"1","choices":[{"index":0,"delta":{{{delta}}}}]}

        data: {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello."}}]}


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello.", "Hello."), (run.Text, run.BuiltCompletion.Text));
        });

    [Fact]
    public Task Read_CompletionAfterDeltas_DoesNotRepeatText() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"lo."}}]}

        data: {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello."}}]}


        """,
        static run => Assert.Equal(("Hello.", "Hello."), (run.Text, run.BuiltCompletion.Text)));

    [Fact]
    public Task Read_CompletionAfterReasoningDeltas_DoesNotRepeatReasoning() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":"Let me"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"reasoning_content":" think"}}]}

        data: {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"length","message":{"role":"assistant","content":"","reasoning_content":"Let me think"}}]}


        """,
        static run =>
        {
            Assert.Equal(("Let me think", "Let me think"), (run.Reasoning, run.BuiltCompletion.Reasoning));
            Assert.Equal(FinishReason.Length, run.BuiltCompletion.FinishReason);
        });

    [Fact]
    public Task Read_EventWithTwoValues_ReadsEachOnce() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]} {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Equal("Hi", run.Text);
            Assert.Equal(3, run.BuiltCompletion.Usage?.TotalTokens);
        });
}
