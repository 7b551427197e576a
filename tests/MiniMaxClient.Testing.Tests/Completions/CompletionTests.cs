using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class CompletionTests
{
    private static readonly Completion Default = new()
    {
        Id = "1",
        Created = 0,
        Model = "MiniMax-M2",
        Text = "Hi",
        FinishReason = "stop",
        Tokens = new(1, 1, 0),
    };

    [Fact]
    public void Content_WithThinking_HasTags()
    {
        Completion thinking = Default with { Thinking = "Hm." };

        Assert.Equal("<think>\nHm.\n</think>\n\nHi", thinking.Content);
        Assert.Equal("<think>\nHm.\n</think>\nHi", (thinking with { Model = "MiniMax-M3" }).Content);
        Assert.Equal("<think>\nHm.", (thinking with { IsTruncatedInThinking = true }).Content);
        Assert.Equal("Hi", (thinking with { IsThinkingSeparate = true }).Content);
    }

    [Fact]
    public void SplitIntoDeltas_ToolCall_HasStartedCallOnce()
    {
        ToolUse call = new("f", "[1]", "c");

        CompletionDelta[] deltas = [.. (Default with { Text = "", ToolCalls = [call] }).SplitIntoDeltas(2)];

        Assert.Equal([new CompletionDelta.Arguments(0, call, "[1"), new CompletionDelta.Arguments(0, null, "]")], deltas);
    }

    [Fact]
    public void SplitIntoDeltas_Empty_ReturnsOneDelta() =>
        Assert.Equal([new CompletionDelta.Content("")], (Default with { Text = "" }).SplitIntoDeltas(2));
}
