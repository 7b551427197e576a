using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The tokens that count for an attempt after its end.</summary>
public sealed class ModelRateLeaseTests : IDisposable
{
    private static readonly ModelReservation Reservation = new("minimax", "MiniMax-M2", 100);
    private static readonly Usage Reported = new() { PromptTokens = 30, CompletionTokens = 5 };

    private readonly ManualClock _clock = new();
    private readonly ModelRateLimiter _limiter;

    public ModelRateLeaseTests() => _limiter = new(new() { TimeProvider = _clock });

    private (int Requests, long Tokens) Counts => _limiter.GetCounts("minimax", "MiniMax-M2");

    public void Dispose() => _limiter.Dispose();

    [Theory]
    [InlineData("not sent", 0, 0)]
    [InlineData("complete", 1, 35)]
    [InlineData("complete without usage", 1, 100)]
    [InlineData("failed", 1, 100)]
    [InlineData("canceled", 1, 100)]
    [InlineData("canceled after usage", 1, 100)]
    [InlineData("canceled after more usage", 1, 270)]
    [InlineData("rejected", 1, 0)]
    [InlineData("rejected with usage", 1, 35)]
    public async Task Dispose_Attempt_CountsWhatIsKnown(string end, int requests, long tokens)
    {
        ModelRateLease lease = await AcquireAsync();
        Assert.Equal((1, 100L), Counts);
        if (end != "not sent")
            lease.RecordSent();
        if (end.EndsWith("with usage", StringComparison.Ordinal) || end is "complete" or "canceled after usage")
            lease.RecordUsage(Reported);
        if (end == "canceled after more usage")
            lease.RecordUsage(new() { PromptTokens = 70, CompletionTokens = 200 });
        if (end.StartsWith("complete", StringComparison.Ordinal))
            lease.RecordSuccess();
        if (end == "failed")
            lease.RecordFailure(new MiniMaxServerException("Broken."));
        if (end.StartsWith("rejected", StringComparison.Ordinal))
            lease.RecordFailure(new MiniMaxRateLimitException("Too many.") { StatusCode = 429 });

        lease.Dispose();
        lease.Dispose();

        Assert.Equal((requests, tokens), Counts);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal((0, 0L), Counts);
    }

    [Fact]
    public async Task RecordUsage_WithoutCounts_IsIgnored()
    {
        ModelRateLease lease = await AcquireAsync();
        lease.RecordSent();
        lease.RecordUsage(Reported);
        lease.RecordUsage(new() { TotalCharacters = 0 });
        lease.RecordUsage(null);
        lease.RecordSuccess();
        lease.Dispose();

        Assert.Equal(35, Counts.Tokens);
    }

    [Fact]
    public async Task Dispose_LongAttempt_CountsItsRequestFromTheStartAndItsTokensFromTheEnd()
    {
        ModelRateLease lease = await AcquireAsync();
        lease.RecordSent();
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((0, 100L), Counts);
        lease.RecordUsage(Reported);
        lease.RecordSuccess();
        lease.Dispose();

        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((0, 35L), Counts);
    }

    [Fact]
    public async Task RecordHeaders_None_KeepsEarlierLimits()
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("x-ratelimit-limit-requests", "1");
        ModelRateLease lease = await AcquireAsync();
        lease.RecordHeaders(response.Headers, _clock.GetUtcNow());
        response.Headers.Clear();
        lease.RecordHeaders(response.Headers, _clock.GetUtcNow());

        Task<ModelRateLease> waiting = AcquireAsync();
        Assert.False(waiting.IsCompleted);
        lease.Dispose();
        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task RecordSent_AfterDispose_CountsNothing()
    {
        ModelRateLease lease = await AcquireAsync();
        lease.Dispose();
        lease.RecordSent();
        lease.RecordFailure(new MiniMaxRateLimitException("Too many."));

        Assert.Equal((0, 0L), Counts);
    }

    [Fact]
    public async Task RecordUsage_AbsurdCounts_AreBounded()
    {
        ModelRateLease lease = await AcquireAsync();
        lease.RecordSent();
        lease.RecordUsage(new() { PromptTokens = long.MaxValue, CompletionTokens = long.MaxValue });
        lease.RecordUsage(new() { PromptTokens = long.MinValue, CompletionTokens = -1 });
        lease.RecordSuccess();
        lease.Dispose();

        Assert.Equal(2_000_000_000_000, Counts.Tokens);
    }

    private async Task<ModelRateLease> AcquireAsync() =>
        (ModelRateLease)await _limiter.AcquireAsync(Reservation, TestTimeouts.Token);
}
