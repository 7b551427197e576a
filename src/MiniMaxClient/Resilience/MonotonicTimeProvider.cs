namespace MiniMaxClient.Resilience;

/// <summary>A clock whose time of day never goes back.</summary>
/// <remarks>
/// Polly's circuit breaker counts by the time of day: a clock that is set back would keep a circuit open for as long.
/// </remarks>
internal sealed class MonotonicTimeProvider(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset _startTime = clock.GetUtcNow();
    private readonly long _startTimestamp = clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _startTime + clock.GetElapsedTime(_startTimestamp);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
