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
    public async Task UsageLimit_EachForm_HasTimeOfReset()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);
        DateTimeOffset utc = new(2026, 12, 3, 8, 0, 0, TimeSpan.Zero);
        emulator.Enqueue(
            Reply.UsageLimit(utc), Reply.UsageLimit(new(2026, 12, 3, 8, 0, 0, TimeSpan.FromHours(8))),
            Reply.UsageLimit(utc, isInBand: true));

        using HttpResponseMessage limited = await Wire.PostAsync(emulator.MiniMax, Wire.Hello);
        using HttpResponseMessage inChina = await Wire.PostMessageAsync(emulator.MiniMax, Wire.Hello);
        using HttpResponseMessage inBand = await Wire.PostAsync(emulator.MiniMax, Wire.Hello);

        Assert.Equal(429, (int)limited.StatusCode);
        Assert.Equal(
            $$$"""{"type":"error","error":{"type":"rate_limit_error","message":"usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (1500/1500 used), resets at 2026-12-03T08:00:00Z (2056)","http_code":"429"},"request_id":"{{{limited.Header("trace-id")}}}"}""",
            await limited.TextAsync());
        Assert.Contains("resets at 2026-12-03T08:00:00+08:00 (2056)", await inChina.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(200, (int)inBand.StatusCode);
        Assert.Equal(
            """{"status_code":2056,"status_msg":"usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (1500/1500 used), resets at 2026-12-03T08:00:00Z"}""",
            (await inBand.JsonAsync()).GetProperty("base_resp").GetRawText());
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
