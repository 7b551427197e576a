using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests the reset time of an exhausted quota (MiniMax-M2.7#36).</summary>
public sealed class QuotaResetTimeTests
{
    private const string Body =
        """{"type":"error","error":{"type":"rate_limit_error","message":"usage limit exceeded, 5-hour usage limit reached for Token Plan Starter (1500/1500 used), resets at 2026-01-02T05:04:05Z (2056)","http_code":"429"},"request_id":"r"}""";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("usage limit exceeded, resets at 2026-01-02T05:04:05Z (2056)", 7200d)]
    [InlineData("usage limit exceeded, Resets at 2026-01-02T05:04:05Z.", 7200d)]
    [InlineData("resets at 2026-01-02T13:04:05+08:00 (2056)", 7200d)]
    [InlineData("resets at 2026-01-02T00:04:05-05:00", 7200d)]
    [InlineData("resets at 2026-01-02T05:04:05.500Z (2056)", 7200.5)]
    [InlineData("resets at 2026-01-01T05:04:05Z (2056)", 0d)]
    [InlineData("resets at 2026-01-02T05:04:05 (2056)", null)]
    [InlineData("resets at 2026-01-02", null)]
    [InlineData("resets at noon (2056)", null)]
    [InlineData("resets at ", null)]
    [InlineData("resets at Z", null)]
    [InlineData("resets at 2026-99-02T05:04:05Z", null)]
    [InlineData("usage limit exceeded", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void ParseTimeUntilReset_AnyMessage_ReturnsTheRemainingTime(string? message, double? seconds) =>
        Assert.Equal(seconds, QuotaResetTime.ParseTimeUntilReset(message, Now)?.TotalSeconds);

    [Theory]
    [InlineData("openai", false, 429)]
    [InlineData("openai", false, 200)]
    [InlineData("openai", true, 429)]
    [InlineData("openai", true, 200)]
    [InlineData("anthropic", false, 429)]
    [InlineData("anthropic", true, 200)]
    public async Task CompleteAsync_QuotaError_ComputesRetryAfterByTheClientClock(string provider, bool isStreamed, int status)
    {
        ServerScript script = isStreamed && status == 200
            ? ServerScript.Stream("event: error\ndata: " + Body + "\n\n")
            : ServerScript.Json(status, Body);

        SocketRun run = await SocketRun.RunAsync(
            provider, isStreamed, script, new() { TimeProvider = new FakeTimeProvider(Now) });

        var e = Assert.IsType<MiniMaxInsufficientCreditsException>(run.Failure);
        Assert.Equal((TimeSpan.FromHours(2), "2056"), (e.RetryAfter, e.ProviderCode));
        Assert.Single(run.Requests);
    }
}
