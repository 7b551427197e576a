using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests the reset time of an exhausted quota (MiniMax-M2.7#36).</summary>
public sealed class QuotaResetTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("usage limit exceeded, resets at 2026-01-02T05:04:05Z (2056)", 7200d)]
    [InlineData("usage limit exceeded, Resets at 2026-01-02T05:04:05Z.", 7200d)]
    [InlineData("resets at 2026-01-02T13:04:05+08:00 (2056)", 7200d)]
    [InlineData("resets at 2026-01-02T00:04:05-05:00", 7200d)]
    [InlineData("resets at 2026-01-02T05:04:05.500Z (2056)", 7200.5)]
    [InlineData("resets at 2026-01-01T05:04:05Z (2056)", 0d)]
    [InlineData("resets at 2026-01-02T05:04:05 (2056)", null)]
    [InlineData("5-hour usage limit reached for Token Plan Starter (0/0 used), resets at 2026-01-02T05:04:05Z (2056)", null)]
    [InlineData("5-hour usage limit reached for Token Plan Starter (10/10 used), resets at 2026-01-02T05:04:05Z (2056)", 7200d)]
    [InlineData("usage limit exceeded (2056)", null)]
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

    /// <summary>The end of the message of error 2056, and the seconds until its reset.</summary>
    public static TheoryData<string, double?> Quotas { get; } = new()
    {
        { "5-hour usage limit reached for Token Plan Starter (1500/1500 used), resets at 2026-01-02T05:04:05Z (2056)", 7200d },
        { "7-day usage limit reached for Token Plan Plus (9000/9000 used), resets at 2026-01-02T13:04:05+08:00 (2056)", 7200d },
        // The plan does not contain the capability: waiting does not help.
        { "5-hour usage limit reached for Token Plan Starter (0/0 used), resets at 2026-01-02T05:04:05Z (2056)", null },
        // The code is not a number of seconds.
        { "5-hour usage limit reached for Token Plan Starter (2056)", null },
    };

    [Theory]
    [MemberData(nameof(Quotas))]
    public Task CompleteAndStream_QuotaErrorStatus_HasTheTimeUntilTheReset(string quota, double? seconds) => AssertQuotaAsync(
        static body => ServerScript.Json(429, body),
        $$"""{"type":"error","error":{"type":"rate_limit_error","message":"usage limit exceeded, {{quota}}","http_code":"429"},"request_id":"r"}""",
        seconds);

    [Theory]
    [MemberData(nameof(Quotas))]
    public Task CompleteAndStream_QuotaInBaseRespOfHttp200_HasTheTimeUntilTheReset(string quota, double? seconds) => AssertQuotaAsync(
        static body => ServerScript.Json(200, body),
        $$$"""{"id":"1","choices":null,"base_resp":{"status_code":2056,"status_msg":"usage limit exceeded, {{{quota}}}"}}""",
        seconds);

    [Theory]
    [MemberData(nameof(Quotas))]
    public async Task Stream_QuotaErrorEvent_HasTheTimeUntilTheReset(string quota, double? seconds)
    {
        string error =
            $$"""{"type":"error","error":{"type":"rate_limit_error","message":"usage limit exceeded, {{quota}}"},"request_id":"r"}""";
        string baseResponse = $$$"""{"id":"1","choices":null,"base_resp":{"status_code":2056,"status_msg":"usage limit exceeded, {{{quota}}}"}}""";
        foreach ((string provider, string stream) in ((string, string)[])
            [
                ("openai", $"data: {error}\n\n"), ("openai", $"data: {baseResponse}\n\n"), ("anthropic", $"event: error\ndata: {error}\n\n"),
            ])
        {
            AssertQuota(await RunAsync(provider, isStreamed: true, ServerScript.Stream(stream)), seconds);
        }
    }

    private static async Task AssertQuotaAsync(Func<string, ServerScript> createScript, string body, double? seconds)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            foreach (bool isStreamed in (bool[])[false, true])
                AssertQuota(await RunAsync(provider, isStreamed, createScript(body)), seconds);
        }
    }

    private static Task<SocketRun> RunAsync(string provider, bool isStreamed, ServerScript script) =>
        SocketRun.RunAsync(provider, isStreamed, script, new() { TimeProvider = new FakeTimeProvider(Now) });

    private static void AssertQuota(SocketRun run, double? seconds)
    {
        var e = Assert.IsType<MiniMaxInsufficientCreditsException>(run.Failure);
        Assert.Equal((seconds, "2056"), (e.RetryAfter?.TotalSeconds, e.ProviderCode));
        Assert.Single(run.Requests);
    }
}
