using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class ContentBlockTests
{
    [Fact]
    public void FromCompletion_ThinkingTextAndCall_ReturnsBlocksInOrder()
    {
        IReadOnlyList<ContentBlock> blocks =
            ContentBlock.FromCompletion(Samples.Completion with { Thinking = "Hm.", ToolCalls = [Samples.ToolCall] });

        Assert.Equal(
            [new ContentBlock.Thinking("Hm."), new ContentBlock.Text("Hi"), new ContentBlock.Tool(Samples.ToolCall)], blocks);
    }

    [Fact]
    public void FromCompletion_Empty_ReturnsOneEmptyText() =>
        Assert.Equal([new ContentBlock.Text("")], ContentBlock.FromCompletion(Samples.Completion with { Text = "" }));

    [Fact]
    public void FromCompletion_CallOrThinkingWithoutText_ReturnsNoText()
    {
        Completion empty = Samples.Completion with { Text = "" };

        Assert.Equal(
            [new ContentBlock.Tool(Samples.ToolCall)], ContentBlock.FromCompletion(empty with { ToolCalls = [Samples.ToolCall] }));
        Assert.Equal([new ContentBlock.Thinking("Hm.")], ContentBlock.FromCompletion(empty with { Thinking = "Hm." }));
    }
}
