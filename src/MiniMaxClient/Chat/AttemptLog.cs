namespace MiniMaxClient;

/// <summary>The attempts at one call, whichever clients make them.</summary>
internal sealed class AttemptLog
{
    private readonly List<CallAttempt> _attempts = new(1);

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

    /// <summary>Notes the headers of the answer to an attempt.</summary>
    public void MarkHeaders(int place, int statusCode, string? requestId, TimeSpan duration)
    {
        lock (_attempts)
            _attempts[place] = _attempts[place] with { StatusCode = statusCode, RequestId = requestId, Duration = duration };
    }

    /// <summary>Notes the failure of an attempt.</summary>
    /// <param name="place">The place of the attempt.</param>
    /// <param name="error">The name of the exception.</param>
    /// <param name="isKnown">Whether it is known; what is surmised does not take its place.</param>
    /// <param name="duration">How long it has taken; null once it has headers.</param>
    public void MarkFailure(int place, string error, bool isKnown, TimeSpan? duration)
    {
        lock (_attempts)
        {
            CallAttempt attempt = _attempts[place];
            if (isKnown || attempt.Error is null)
                _attempts[place] = attempt with { Error = error, Duration = duration ?? attempt.Duration };
        }
    }
}
