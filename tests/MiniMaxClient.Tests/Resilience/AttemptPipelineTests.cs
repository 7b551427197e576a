using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;
using Polly.CircuitBreaker;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The circuit breaker of the pipeline by itself.</summary>
public sealed class AttemptPipelineTests
{
    private static readonly Exception Outage = ErrorFactory.Broken("p", null);

    private static readonly CircuitBreakerOptions Breaker = new()
    {
        MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(5),
    };

    [Fact]
    public async Task Circuit_WithoutSettings_NeverOpens()
    {
        using AttemptPipeline pipeline = Create(null, new ManualClock());
        for (int i = 0; i < 100; i++)
            await FailAsync(pipeline);
        Assert.Equal("done", await TryAsync(pipeline));
    }

    [Fact]
    public async Task Circuit_WhileTheWallClockIsSetBack_IsTriedAfterItsTime()
    {
        var clock = new SetClock();
        using AttemptPipeline pipeline = Create(Breaker, clock);
        for (int i = 0; i < 4; i++)
            await FailAsync(pipeline);
        await Assert.ThrowsAsync<BrokenCircuitException>(() => TryAsync(pipeline));

        clock.Inner.Advance(TimeSpan.FromSeconds(6));
        clock.Shift = TimeSpan.FromHours(-2);

        Assert.Equal("done", await TryAsync(pipeline));
    }

    private static AttemptPipeline Create(CircuitBreakerOptions? breaker, TimeProvider clock) =>
        new("p", ResilienceOptions.None with { CircuitBreaker = breaker }, null, clock, NullLogger.Instance);

    private static Task<string> TryAsync(AttemptPipeline pipeline) => pipeline.ExecuteAsync(
        static (_, _) => new ValueTask<string>("done"), static () => TimeSpan.MaxValue, new()).AsTask();

    private static Task FailAsync(AttemptPipeline pipeline) => Assert.ThrowsAsync<MiniMaxConnectionException>(
        () => pipeline.ExecuteAsync(
            static (_, _) => ValueTask.FromException<string>(Outage), static () => TimeSpan.MaxValue, new()).AsTask());
}
