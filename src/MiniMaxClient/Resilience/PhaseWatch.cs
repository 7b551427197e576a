namespace MiniMaxClient.Resilience;

/// <summary>Ends an attempt that waits for the provider too long in the phase that it is in.</summary>
/// <remarks>Only waiting counts: time that a consumer takes between two chunks is nobody's failure.</remarks>
/// <param name="clock">The clock.</param>
/// <param name="attempt">What is cancelled.</param>
internal sealed class PhaseWatch(TimeProvider clock, CancellationTokenSource attempt) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly object _lock = new();
    private ITimer? _timer;
    private TimeoutKind _phase;
    private TimeSpan _limit = Timeout.InfiniteTimeSpan;
    private TimeSpan _waited;
    private long _since;
    private bool _isWaiting;
    private bool _isClosed;
    private bool _isOver;

    /// <summary>The limit that was reached; null for none.</summary>
    public TimeoutKind? Expired { get; private set; }

    /// <summary>How long that limit is.</summary>
    public TimeSpan ExpiredLimit { get; private set; }

    /// <summary>Begins a phase.</summary>
    /// <param name="phase">The phase, by the name of its limit.</param>
    /// <param name="limit">Its limit.</param>
    /// <param name="goesOn">Whether what was waited in the phase before counts too.</param>
    public void Enter(TimeoutKind phase, TimeSpan limit, bool goesOn = false)
    {
        lock (_lock)
        {
            _phase = phase;
            _limit = limit;
            if (!goesOn)
                Restart();
            Arm();
        }
    }

    /// <summary>Marks the start of a wait; false when there is nothing to wait for any more.</summary>
    public bool BeginWait()
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _since = clock.GetTimestamp();
            return _isWaiting = true;
        }
    }

    /// <summary>Marks the end of a wait.</summary>
    /// <param name="isLife">Whether what came is a sign of life, from which a silence is counted anew.</param>
    public void EndWait(bool isLife)
    {
        lock (_lock)
        {
            _waited = isLife && _phase == TimeoutKind.Idle ? TimeSpan.Zero : Waited();
            _isWaiting = false;
        }
    }

    /// <summary>Lets no further wait begin; false when one is under way.</summary>
    public bool TryClose()
    {
        lock (_lock)
        {
            _isClosed = !_isWaiting;
            if (_isClosed)
                End();
            return _isClosed;
        }
    }

    public void Dispose()
    {
        lock (_lock)
            End();
    }

    private void End()
    {
        _isOver = true;
        _timer?.Dispose();
    }

    private void Restart()
    {
        _waited = TimeSpan.Zero;
        _since = clock.GetTimestamp();
    }

    private TimeSpan Waited() => _isWaiting ? _waited + clock.GetElapsedTime(_since) : _waited;

    /// <summary>Sets the timer to the earliest moment at which the limit can be reached.</summary>
    private void Arm()
    {
        if (_limit == Timeout.InfiniteTimeSpan)
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // While nobody waits the limit may be all but reached for long: it is then looked at now and again, not in a circle.
        TimeSpan left = _limit - Waited();
        TimeSpan least = _isWaiting ? TimeSpan.Zero : _limit < Pause ? _limit : Pause;
        TimeSpan due = left > least ? left : least;
        if (_timer is null)
            _timer = clock.CreateTimer(static watch => ((PhaseWatch)watch!).OnDue(), this, due, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    // The timer is not moved by each wait, which would cost more than the wait: it looks, when due, how long it still has.
    private void OnDue()
    {
        lock (_lock)
        {
            if (_isOver || Expired is not null)
                return;
            if (!_isWaiting || Waited() < _limit)
            {
                Arm();
                return;
            }

            Expired = _phase;
            ExpiredLimit = _limit;
        }

        attempt.Cancel();
    }
}
