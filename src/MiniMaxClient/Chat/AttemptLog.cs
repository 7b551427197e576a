namespace MiniMaxClient;

/// <summary>The log of the attempts of one call, across all clients that take part in it.</summary>
internal sealed class AttemptLog
{
    private readonly List<CallAttempt> _attempts = new(1);

    /// <summary>Gets the attempts so far, in the order in which they started.</summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get
        {
            lock (_attempts)
                return [.. _attempts];
        }
    }

    /// <summary>Gets the attempt that started last, or null if there is none.</summary>
    public CallAttempt? LastAttempt
    {
        get
        {
            lock (_attempts)
                return _attempts.Count == 0 ? null : _attempts[_attempts.Count - 1];
        }
    }

    /// <summary>Gets the attempt at the given index.</summary>
    public CallAttempt this[int index]
    {
        get
        {
            lock (_attempts)
                return _attempts[index];
        }
    }

    /// <summary>Adds an attempt that has started and returns its index.</summary>
    public int AddAttempt(CallAttempt attempt)
    {
        lock (_attempts)
        {
            _attempts.Add(attempt);
            return _attempts.Count - 1;
        }
    }

    /// <summary>Records the response headers of an attempt.</summary>
    public void RecordHeaders(int index, int statusCode, string? requestId, TimeSpan duration)
    {
        lock (_attempts)
            _attempts[index] = _attempts[index] with { StatusCode = statusCode, RequestId = requestId, Duration = duration };
    }

    /// <summary>Records the failure of an attempt.</summary>
    /// <param name="index">The index of the attempt.</param>
    /// <param name="error">The name of the exception.</param>
    /// <param name="isConfirmed">Whether the error is confirmed. A presumed error does not replace a recorded one.</param>
    /// <param name="duration">The duration of the attempt, or null if the response headers have arrived.</param>
    public void RecordFailure(int index, string error, bool isConfirmed, TimeSpan? duration)
    {
        lock (_attempts)
        {
            CallAttempt attempt = _attempts[index];
            if (isConfirmed || attempt.Error is null)
                _attempts[index] = attempt with { Error = error, Duration = duration ?? attempt.Duration };
        }
    }
}
