namespace MiniMaxClient.Testing.Tests;

public sealed class ReplyTests
{
    [Fact]
    public async Task Modifiers_Applied_LeaveOriginalUnchanged()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);
        Reply plain = Reply.Text("Hi");
        Reply changed = plain.WithFinishReason("content_filter").WithToolCall("f", "{}").WithHeader("X-A", "1").CutAfter(3);
        emulator.Enqueue(plain);

        string answer = await Wire.PostForTextAsync(emulator.RunApi, Wire.Hello);

        Assert.NotSame(plain, changed);
        Assert.Contains("\"finish_reason\":\"stop\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("tool_calls", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void WithUsage_OnError_ThrowsInvalidOperationException()
    {
        InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => Reply.Error(500, "x").WithUsage(1, 2));

        Assert.Equal("WithUsage applies only to replies created with Reply.Text or Reply.ToolCall.", thrown.Message);
    }

    [Fact]
    public async Task Arguments_OutOfRange_ThrowArgumentException()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Reply.Error(200, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reply.Text("x").CutAfter(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reply.Text("x").WithChunkSize(0));
        Assert.Throws<ArgumentException>(() => Reply.Text("x").WithNewline("\t"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MiniMaxEmulator.StartAsync(new() { AimlApiSuccessStatus = 302 }, Wire.Token));
    }
}
