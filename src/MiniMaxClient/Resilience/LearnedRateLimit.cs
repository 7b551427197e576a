namespace MiniMaxClient.Resilience;

/// <summary>Represents a limit per minute that is learned from rejections, and slowly raised again.</summary>
internal sealed class LearnedRateLimit
{
    private const double RaiseFactor = 1.1;

    // A limit above it is forgotten.
    private const double MaxValue = 1e12;

    private static readonly TimeSpan MinRaiseInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxRaiseInterval = TimeSpan.FromHours(1);

    private double? _value;
    private TimeSpan _raiseInterval = MinRaiseInterval;
    private TimeSpan _raiseTime;
    private bool _wasRaised;

    /// <summary>Gets the limit at a time; null if there is none.</summary>
    public long? GetValue(TimeSpan now)
    {
        while (_value is { } value && now >= _raiseTime)
        {
            _value = Math.Max(value + 1, value * RaiseFactor);
            // The previous raise was not rejected either, so the limit is not confirmed.
            if (_wasRaised)
                _raiseInterval = MinRaiseInterval;
            _wasRaised = true;
            _raiseTime += _raiseInterval;
            if (_value > MaxValue)
                _value = null;
        }

        return (long?)_value;
    }

    /// <summary>Lowers the limit after a rejection.</summary>
    /// <param name="accepted">The number that the provider accepted in the last minute.</param>
    /// <param name="now">The time of the rejection.</param>
    public void Lower(long accepted, TimeSpan now)
    {
        long? current = GetValue(now);
        // A raise that is rejected confirms the limit: the next one follows after twice the time.
        if (_wasRaised && current is not null)
            _raiseInterval = TimeSpan.FromTicks(Math.Min(2 * _raiseInterval.Ticks, MaxRaiseInterval.Ticks));
        _wasRaised = false;
        _value = Math.Max(1, Math.Min(accepted, current ?? accepted));
        _raiseTime = now + _raiseInterval;
    }
}
