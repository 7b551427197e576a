using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;
using Polly.CircuitBreaker;

namespace MiniMaxClient.Tests.Resilience;

public sealed class AttemptPipelineTests
{
    private static readonly Exception Outage = ConnectionErrorFactory.ConnectionLost("p", null);

    private static readonly CircuitBreakerOptions Breaker = new()
    {
        MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public async Task ExecuteAsync_NoCircuitBreaker_NeverOpens()
    {
        using AttemptPipeline pipeline = Create(null, new ManualClock());
        for (int i = 0; i < 100; i++)
            await FailAsync(pipeline);
        Assert.Equal("done", await TryAsync(pipeline));
    }

    [Fact]
    public async Task ExecuteAsync_SystemClockSetBack_CircuitIsHalfOpenAfterBreakDuration()
    {
        var clock = new AdjustableClock();
        using AttemptPipeline pipeline = Create(Breaker, clock);
        for (int i = 0; i < 4; i++)
            await FailAsync(pipeline);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => TryAsync(pipeline));

        clock.Inner.Advance(TimeSpan.FromSeconds(6));
        clock.Shift = TimeSpan.FromHours(-2);

        Assert.Equal("done", await TryAsync(pipeline));
    }

    [Fact]
    public async Task ExecuteAsync_LimiterRejection_IsNeitherRetriedNorCountedByCircuitBreaker()
    {
        using var pipeline = new AttemptPipeline(
            "p",
            new() { CircuitBreaker = Breaker, MaxConcurrentRequests = 1, QueueLimit = 0, RetryDelay = TimeSpan.Zero },
            null,
            new ManualClock(),
            NullLogger.Instance);
        var first = new TaskCompletionSource<string>();
        LimiterLease? lease = null;
        Task<string> holding = pipeline.ExecuteAsync(CreateCall(), (acquired, _) =>
        {
            lease = acquired;
            return new ValueTask<string>(first.Task);
        }).AsTask();
        int attempts = 0;
        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => pipeline.ExecuteAsync(
                CreateCall(), (_, _) => new ValueTask<string>($"{attempts++}")).AsTask());
        }

        Assert.Equal(0, attempts);
        first.SetResult("held");
        Assert.Equal("held", await holding);
        // The attempt holds the lease longer than the execution.
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => TryAsync(pipeline));
        lease!.Dispose();
        Assert.Equal("done", await TryAsync(pipeline));
    }

    [Fact]
    public async Task ExecuteAsync_OpenCircuit_ReleasesLease()
    {
        using var limiter = new CountingLimiter();
        using var pipeline = new AttemptPipeline(
            "p", ResilienceOptions.None with { CircuitBreaker = Breaker, RateLimiter = limiter }, null, new ManualClock(),
            NullLogger.Instance);
        for (int i = 0; i < 4; i++)
            await FailAsync(pipeline);

        await Assert.ThrowsAsync<BrokenCircuitException>(() => TryAsync(pipeline));

        Assert.Equal((5, 5), (limiter.AcquireCount, limiter.ReleaseCount));
    }

    private static AttemptPipeline Create(CircuitBreakerOptions? breaker, TimeProvider clock) =>
        new("p", ResilienceOptions.None with { CircuitBreaker = breaker }, null, clock, NullLogger.Instance);

    private static Task<string> TryAsync(AttemptPipeline pipeline) => pipeline.ExecuteAsync(
        CreateCall(), static (_, _) => new ValueTask<string>("done")).AsTask();

    private static Task FailAsync(AttemptPipeline pipeline) => Assert.ThrowsAsync<MiniMaxConnectionException>(
        () => pipeline.ExecuteAsync(
            CreateCall(), static (_, _) => ValueTask.FromException<string>(Outage)).AsTask());

    private static PipelineCall CreateCall() => new() { Signal = new(), GetRemainingTime = static () => TimeSpan.MaxValue, MaxRetryAttempts = 0 };
}
