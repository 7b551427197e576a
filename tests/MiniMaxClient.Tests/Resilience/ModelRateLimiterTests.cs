using System.Threading.RateLimiting;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The use as a plain rate limiter, the budgets of models, and disposal.</summary>
public sealed class ModelRateLimiterTests : IDisposable
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private ModelRateLimiter _limiter;

    public ModelRateLimiterTests() => _limiter = Create(new() { RequestsPerMinute = 2, TokensPerMinute = 1_000 });

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public void AttemptAcquire_LimitReached_IsRejectedUntilAMinuteAndTheMarginHavePassed()
    {
        Assert.True(_limiter.AttemptAcquire(10).IsAcquired);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(_limiter.AttemptAcquire(10).IsAcquired);

        RateLimitLease lease = _limiter.AttemptAcquire(10);
        Assert.False(lease.IsAcquired);
        Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(41), retryAfter);

        _clock.Advance(retryAfter);
        Assert.True(_limiter.AttemptAcquire(10).IsAcquired);
        Assert.False(_limiter.AttemptAcquire(10).IsAcquired);
        RateLimiterStatistics statistics = _limiter.GetStatistics();
        Assert.Equal((3, 2), (statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases));
    }

    [Fact]
    public void AttemptAcquire_TokenLimitReached_IsRejected()
    {
        Assert.True(_limiter.AttemptAcquire(900).IsAcquired);
        Assert.False(_limiter.AttemptAcquire(101).IsAcquired);
        Assert.Equal(100, _limiter.GetStatistics().CurrentAvailablePermits);
        Assert.True(_limiter.AttemptAcquire(100).IsAcquired);
    }

    [Fact]
    public void AttemptAcquire_MoreThanTheLimit_IsGrantedWhenNothingCounts()
    {
        Assert.True(_limiter.AttemptAcquire(5_000).IsAcquired);
        Assert.False(_limiter.AttemptAcquire(1).IsAcquired);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(_limiter.AttemptAcquire(1).IsAcquired);
        Assert.False(_limiter.AttemptAcquire(5_000).IsAcquired);
    }

    [Fact]
    public async Task Acquire_ZeroPermits_ReservesNothing()
    {
        for (int i = 0; i < 5; i++)
            Assert.True((await _limiter.AcquireAsync(0, _token)).IsAcquired);
        _limiter.AttemptAcquire(1);
        _limiter.AttemptAcquire(1);
        Assert.False(_limiter.AttemptAcquire(0).IsAcquired);
    }

    [Fact]
    public async Task AcquireAsync_LimitReached_WaitsInTheOrderOfArrival()
    {
        _limiter.AttemptAcquire(1_000);
        Task<RateLimitLease> big = _limiter.AcquireAsync(1_000, _token).AsTask();
        Task<RateLimitLease> small = _limiter.AcquireAsync(1, _token).AsTask();
        Assert.Equal(2, _limiter.GetStatistics().CurrentQueuedCount);

        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await big.WaitAsync(_token)).IsAcquired);
        Assert.False(small.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await small.WaitAsync(_token)).IsAcquired);
        Assert.Equal(0, _limiter.GetStatistics().CurrentQueuedCount);
    }

    [Fact]
    public async Task AcquireAsync_WaitCanceled_LetsTheNextRequestPass()
    {
        using var source = new CancellationTokenSource();
        _limiter.AttemptAcquire(500);
        Task<RateLimitLease> big = _limiter.AcquireAsync(1_000, source.Token).AsTask();
        Task<RateLimitLease> small = _limiter.AcquireAsync(1, _token).AsTask();

        await source.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => big);
        Assert.Equal(source.Token, e.CancellationToken);
        Assert.True((await small.WaitAsync(_token)).IsAcquired);
    }

    [Fact]
    public async Task AcquireAsync_QueueFull_IsRejectedWithTheDelay()
    {
        _limiter = Create(new() { RequestsPerMinute = 1 }, queueLimit: 1);
        _limiter.AttemptAcquire(1);
        Task<RateLimitLease> waiting = _limiter.AcquireAsync(1, _token).AsTask();

        RateLimitLease rejected = await _limiter.AcquireAsync(1, _token);

        Assert.False(rejected.IsAcquired);
        Assert.True(rejected.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(61), retryAfter);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True((await waiting.WaitAsync(_token)).IsAcquired);
    }

    [Fact]
    public async Task AcquireAsync_Model_HasOneBudgetForAllItsIdsAndEachProvider()
    {
        _limiter = Create(new() { RequestsPerMinute = 1 }, queueLimit: 0);

        Assert.True(await IsGrantedAsync("minimax", "MiniMax-M2.7"));
        Assert.False(await IsGrantedAsync("minimax", "minimax/m2-7-20260402"));
        Assert.True(await IsGrantedAsync("minimax", "MiniMax-M3"));
        Assert.True(await IsGrantedAsync("aimlapi", "minimax/m2-7-20260402"));
        Assert.True(_limiter.AttemptAcquire(1).IsAcquired);
    }

    [Fact]
    public async Task IdleDuration_NothingCounts_IsTheTimeSinceTheLastRequest()
    {
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(5), _limiter.IdleDuration);
        RateLimitLease lease = await _limiter.AcquireAsync(new ModelReservation("minimax", "MiniMax-M2", 5), _token);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(_limiter.IdleDuration);
        lease.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(TimeSpan.FromSeconds(61), _limiter.IdleDuration);
    }

    [Fact]
    public async Task AcquireAsync_ManyModels_RemovesIdleBudgets()
    {
        for (int i = 0; i < 3_000; i++)
        {
            (await _limiter.AcquireAsync(new ModelReservation("minimax", $"model-{i}", 5), _token)).Dispose();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(await IsGrantedAsync("minimax", "model-0"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_RequestsWait_RejectsThemAndLaterOnes(bool isAsync)
    {
        _limiter.AttemptAcquire(1_000);
        Task<RateLimitLease> waiting = _limiter.AcquireAsync(1_000, _token).AsTask();
        RateLimitLease running = await _limiter.AcquireAsync(new ModelReservation("minimax", "MiniMax-M2", 5), _token);

        if (isAsync)
            await _limiter.DisposeAsync();
        else
            _limiter.Dispose();

        Assert.False((await waiting.WaitAsync(_token)).IsAcquired);
        running.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _limiter.AttemptAcquire(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _limiter.AcquireAsync(1, _token).AsTask());
    }

    private async Task<bool> IsGrantedAsync(string provider, string model) =>
        (await _limiter.AcquireAsync(new ModelReservation(provider, model, 5), _token)).IsAcquired;

    private ModelRateLimiter Create(ModelRateLimit limit, int queueLimit = 1000) =>
        new(new() { DefaultLimit = limit, QueueLimit = queueLimit, TimeProvider = _clock });
}
