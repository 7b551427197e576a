namespace MiniMaxClient;

/// <summary>The attempts at one call, whichever clients make them.</summary>
internal sealed class AttemptLog
{
    private readonly List<CallAttempt> _attempts = [];

    /// <summary>The attempts so far, in the order in which they began.</summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get
        {
            lock (_attempts)
                return [.. _attempts];
        }
    }

    /// <summary>The attempt that began last; null before the first.</summary>
    public CallAttempt? Last
    {
        get
        {
            lock (_attempts)
                return _attempts.Count == 0 ? null : _attempts[_attempts.Count - 1];
        }
    }

    /// <summary>The attempt at a place.</summary>
    public CallAttempt this[int place]
    {
        get
        {
            lock (_attempts)
                return _attempts[place];
        }
    }

    /// <summary>Notes the start of an attempt and tells its place.</summary>
    public int Add(CallAttempt attempt)
    {
        lock (_attempts)
        {
            _attempts.Add(attempt);
            return _attempts.Count - 1;
        }
    }

    /// <summary>Notes what has become known of an attempt, and how long it has taken while it has no answer.</summary>
    public void Update(int place, Func<CallAttempt, CallAttempt> change, TimeSpan? duration)
    {
        lock (_attempts)
        {
            CallAttempt changed = change(_attempts[place]);
            _attempts[place] = duration is { } some ? changed with { Duration = some } : changed;
        }
    }
}
