namespace MiniMaxClient.Resilience;

/// <summary>Represents a time provider whose UTC time never decreases.</summary>
/// <remarks>
/// Polly's circuit breaker compares UTC times: if the system clock were set back by an hour, a circuit would stay open for an
/// hour longer.
/// </remarks>
internal sealed class MonotonicTimeProvider(TimeProvider inner) : TimeProvider
{
    private readonly DateTimeOffset _startTime = inner.GetUtcNow();
    private readonly long _startTimestamp = inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _startTime + inner.GetElapsedTime(_startTimestamp);

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
