using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class FinishStateTests
{
    [Theory]
    [InlineData("", false, false)]
    [InlineData("text stop", true, true)]
    [InlineData("call tool_calls", true, true)]
    // Without text or tool calls, only a reason that explains it is reliable.
    [InlineData("stop", true, false)]
    [InlineData("thinking stop", true, false)]
    [InlineData("tool_calls", true, false)]
    [InlineData("length", true, true)]
    [InlineData("content_filter", true, true)]
    [InlineData("thinking length", true, true)]
    // More content revokes the finish reason and makes every later one unreliable.
    [InlineData("text+stop text", false, false)]
    [InlineData("text+stop text+stop", true, false)]
    [InlineData("thinking+stop text+stop", true, false)]
    [InlineData("length text length", true, false)]
    // No content follows: usage, an empty delta, the same reason again.
    [InlineData("text+stop empty", true, true)]
    [InlineData("text+stop stop", true, true)]
    public void RecordChunk_SequenceOfChunks_TracksTheFinish(string chunks, bool isFinished, bool isFinal)
    {
        var state = new FinishState();
        foreach (string chunk in chunks.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = chunk.Split('+');
            bool hasOutput = parts.Contains("text") || parts.Contains("call");
            string? reason = parts.FirstOrDefault(static part => part is "stop" or "length" or "content_filter" or "tool_calls");
            state.RecordChunk(hasOutput || parts.Contains("thinking"), hasOutput, reason is null ? null : new FinishReason(reason));
        }

        Assert.Equal((isFinished, isFinal), (state.IsFinished, state.IsReliablyFinished));
    }

    [Fact]
    public void RecordChunk_EmptyReason_IsNotFinished()
    {
        var state = new FinishState();
        state.RecordChunk(hasContent: true, hasOutput: true, new FinishReason(""));

        Assert.False(state.IsFinished);
    }
}
