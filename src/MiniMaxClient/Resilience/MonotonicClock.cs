namespace MiniMaxClient.Resilience;

/// <summary>A clock whose time of day never goes back.</summary>
/// <remarks>
/// Polly's circuit breaker counts by the time of day: a clock that is set back would keep a circuit open for as long.
/// </remarks>
internal sealed class MonotonicClock(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly long _timestamp = clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _start + clock.GetElapsedTime(_timestamp);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
