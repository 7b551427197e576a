using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>A circuit that asks Polly late is one that asked it from the start.</summary>
public sealed class ProviderCircuitTests
{
    private static readonly Exception Outage = ErrorFactory.Broken("p", null);
    private static readonly Exception Refusal = ErrorFactory.Rejected("p", null);

    private static readonly Gen<Step> Good = Steps(null, Refusal, new OperationCanceledException());
    private static readonly Gen<Step> Any = Steps(null, null, Outage, Outage, Refusal, new OperationCanceledException());

    private static readonly Gen<Run> Runs =
        from ratio in Gen.Elements(0.1, 0.5, 1)
        from first in Good.ListOf()
        from then in Any.ListOf()
        select new Run(ratio, [.. first, .. then]);

    [Fact]
    public void Circuit_OfAnyAttempts_IsThatOfPolly() => Checked.That(
        Runs, static run => AssertIsThatOfPollyAsync(run).GetAwaiter().GetResult());

    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    public Task Successes_OfAnyNumberBeforeTheFirstFailure_Count(int successes) => AssertIsThatOfPollyAsync(new(
        0.5, [new(default, successes, null), new(default, successes - 1, Outage), .. Repeat(new(default, 1, Outage))]));

    [Fact]
    public Task Successes_BeforeTheFirstFailure_CountForTheSamplingDuration() => AssertIsThatOfPollyAsync(new(
        0.5, [.. Repeat(new(TimeSpan.FromSeconds(2.9), 2, null)), .. Repeat(new(TimeSpan.FromSeconds(2.9), 1, Outage))]));

    [Fact]
    public async Task Circuit_WithoutSettings_NeverOpens()
    {
        var circuit = new ProviderCircuit("p", null, new ManualClock(), NullLogger.Instance);
        for (int i = 0; i < 100; i++)
            await circuit.TellAsync(Outage);
        Assert.True(circuit.IsClosed);
    }

    [Fact]
    public async Task Success_OfAnAttemptBeforeTheCircuitOpened_IsNotTheHalfOpenTrial()
    {
        var clock = new ManualClock();
        ProviderCircuit circuit = await OpenAsync(clock);
        clock.Advance(TimeSpan.FromSeconds(6));

        await circuit.TellAsync(null);

        Assert.False(circuit.IsClosed);
        await Assert.ThrowsAsync<OperationCanceledException>(() => circuit.TryAsync<object>(
            async _ =>
            {
                // Between the start of the trial and its end.
                await circuit.TellAsync(null);
                Assert.False(circuit.IsClosed);
                throw new OperationCanceledException();
            },
            CancellationToken.None).AsTask());
        Assert.False(circuit.IsClosed);
    }

    [Fact]
    public async Task Circuit_WhileTheWallClockIsSetBack_IsTriedAfterItsTime()
    {
        var clock = new SetClock();
        ProviderCircuit circuit = await OpenAsync(clock);

        clock.Inner.Advance(TimeSpan.FromSeconds(6));
        clock.Shift = TimeSpan.FromHours(-2);

        Assert.Equal("tried", await circuit.TryAsync(static _ => new ValueTask<string>("tried"), CancellationToken.None));
        Assert.True(circuit.IsClosed);
    }

    private static async Task<ProviderCircuit> OpenAsync(TimeProvider clock)
    {
        var options = new CircuitBreakerOptions { MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(5) };
        var circuit = new ProviderCircuit("p", options, clock, NullLogger.Instance);
        for (int i = 0; i < 4; i++)
            await circuit.TellAsync(Outage);
        Assert.False(circuit.IsClosed);
        return circuit;
    }

    private static async Task AssertIsThatOfPollyAsync(Run run)
    {
        var options = new CircuitBreakerOptions
        {
            FailureRatio = run.Ratio, MinimumThroughput = 4, BreakDuration = TimeSpan.FromSeconds(5),
        };
        var clock = new ManualClock();
        var late = new ProviderCircuit("p", options, clock, NullLogger.Instance);
        var early = new ProviderBreaker("p", options, clock, NullLogger.Instance, []);
        foreach (Step step in run.Steps)
        {
            clock.Advance(step.Wait);
            for (int i = 0; i < step.Times; i++)
            {
                Assert.Equal(
                    await EndAsync(early.IsClosed, early.TryAsync, early.TellAsync, step.Failure),
                    await EndAsync(late.IsClosed, late.TryAsync, late.TellAsync, step.Failure));
                Assert.Equal(early.IsClosed, late.IsClosed);
            }
        }
    }

    /// <summary>Makes an attempt, and says how it ended.</summary>
    private static async Task<string> EndAsync(
        bool isClosed,
        Func<Func<CancellationToken, ValueTask<string>>, CancellationToken, ValueTask<string>> tryAsync,
        Func<Exception?, ValueTask> tellAsync,
        Exception? failure)
    {
        if (isClosed)
        {
            await tellAsync(failure);
            return "told";
        }

        ValueTask<string> Attempt(CancellationToken token) =>
            failure is null ? new("answer") : ValueTask.FromException<string>(failure);
        Exception? e = await Record.ExceptionAsync(() => tryAsync(Attempt, CancellationToken.None).AsTask());
        return e is null || ReferenceEquals(e, failure) ? "tried" : $"{e.GetType().Name} {(e as MiniMaxException)?.RetryAfter}";
    }

    private static Gen<Step> Steps(params Exception?[] failures) =>
        from seconds in Gen.Elements(0, 0, 0, 0.5, 2.9, 3, 3.1, 5, 14, 29, 30, 31)
        from times in Gen.Elements(1, 1, 1, 2, 3, 20)
        from failure in Gen.Elements(failures)
        select new Step(TimeSpan.FromSeconds(seconds), times, failure);

    private static IEnumerable<Step> Repeat(Step step) => Enumerable.Repeat(step, 20);

    private sealed record Step(TimeSpan Wait, int Times, Exception? Failure);

    private sealed record Run(double Ratio, IReadOnlyList<Step> Steps);
}
