using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class ConversationTrimmerTests
{
    private static readonly ChatMessage[] Messages =
    [
        ChatMessage.System("s"),
        ChatMessage.Assistant("greeting"),
        ChatMessage.User("u1"),
        Call("1", "2"),
        ChatMessage.Tool("1", "r1"),
        ChatMessage.Tool("2", "r2"),
        ChatMessage.Assistant("a1"),
        ChatMessage.Developer("d"),
        ChatMessage.User("u2"),
        ChatMessage.Assistant("a2"),
        ChatMessage.User("u3"),
        Call("3"),
        ChatMessage.Tool("3", "r3"),
    ];

    public static TheoryData<long, int[]> Trims { get; } = new()
    {
        { 1000, [] },
        { 13, [] },
        { 12, [1] },
        { 11, [1, 2, 3, 4, 5, 6] },
        { 7, [1, 2, 3, 4, 5, 6] },
        { 6, [1, 2, 3, 4, 5, 6, 8, 9] },
        { 5, [1, 2, 3, 4, 5, 6, 8, 9] },
        { 1, [1, 2, 3, 4, 5, 6, 8, 9] },
    };

    [Theory]
    [MemberData(nameof(Trims))]
    public void Trim_OneTokenForEachMessage_RemovesWholeTurns(long maxTokens, int[] expected)
    {
        (IReadOnlyList<ChatMessage> kept, IReadOnlyList<ChatMessage> removed) =
            ConversationTrimmer.Trim(Messages, maxTokens, static _ => 1);

        Assert.Equal(expected.Select(static index => Messages[index]), removed, ReferenceEqualityComparer.Instance);
        Assert.Equal(Messages.Except(removed), kept, ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void Trim_NoUserMessage_RemovesNothing()
    {
        ChatMessage[] messages = [ChatMessage.System("s"), ChatMessage.Assistant("a"), ChatMessage.Assistant("b")];

        Assert.Empty(ConversationTrimmer.Trim(messages, 1, static _ => 10).Removed);
        Assert.Empty(ConversationTrimmer.Trim([], 1, static _ => 10).Kept);
    }

    [Fact]
    public void Trim_LargeCounts_DoNotOverflow() =>
        Assert.Equal(8, ConversationTrimmer.Trim(Messages, 5, static _ => long.MaxValue).Removed.Count);

    [Fact]
    public void Trim_NegativeCount_Throws() =>
        Assert.Throws<InvalidOperationException>(() => ConversationTrimmer.Trim(Messages, 5, static _ => -1));

    private static AssistantMessage Call(params string[] ids) => new()
    {
        ToolCalls = [.. ids.Select(static id => new FunctionToolCall { Id = id, Function = new() { Name = "f", Arguments = "{}" } })],
    };
}
