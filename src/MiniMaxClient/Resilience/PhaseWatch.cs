namespace MiniMaxClient.Resilience;

/// <summary>Ends an attempt that waits for the provider too long in the phase it is in, and a call that takes too long.</summary>
/// <remarks>
/// In a phase only waiting counts: time that a consumer takes between two chunks is nobody's failure. One timer serves both
/// limits: most calls are one attempt, and thousands wait at once on a server.
/// </remarks>
/// <param name="clock">The clock.</param>
/// <param name="watched">The attempt.</param>
internal sealed class PhaseWatch(TimeProvider clock, IWatched watched) : IDisposable
{
    private const int Unused = 0;
    private const int Waiting = 1;
    private const int Closed = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly object _lock = new();
    private ITimer? _timer;
    private TimeoutKind _phase;
    private TimeSpan _limit = Timeout.InfiniteTimeSpan;
    private TimeSpan _waited;
    private long _since;
    private int _use;
    private bool _isExtended;
    private bool _isOver;

    /// <summary>The limit that was reached; null for none.</summary>
    public TimeoutKind? Expired { get; private set; }

    /// <summary>How long that limit is.</summary>
    public TimeSpan ExpiredLimit { get; private set; }

    /// <summary>Whether any of the phase was waited: only then does a sign of life change anything.</summary>
    public bool HasWaited => _waited != TimeSpan.Zero;

    /// <summary>Begins a phase.</summary>
    /// <param name="phase">The phase, by the name of its limit.</param>
    /// <param name="limit">Its limit.</param>
    /// <param name="goesOn">Whether what was waited in the phase before counts too.</param>
    /// <param name="isExtended">
    /// Whether a sign of life, such as a comment that keeps the connection alive, starts the limit anew.
    /// </param>
    public void Enter(TimeoutKind phase, TimeSpan limit, bool goesOn = false, bool isExtended = true)
    {
        lock (_lock)
        {
            _phase = phase;
            _isExtended = isExtended;
            _limit = limit;
            if (!goesOn)
                Restart();
            Arm();
        }
    }

    /// <summary>Marks the start of a wait; false when there is nothing to wait for any more.</summary>
    public bool TryBeginWait()
    {
        Volatile.Write(ref _since, clock.GetTimestamp());
        return Interlocked.CompareExchange(ref _use, Waiting, Unused) == Unused;
    }

    /// <summary>Marks the end of a wait.</summary>
    /// <param name="isLife">Whether what came is a sign of life, from which a silence is counted anew.</param>
    public void EndWait(bool isLife)
    {
        lock (_lock)
        {
            _waited = isLife && _isExtended && _phase == TimeoutKind.Idle ? TimeSpan.Zero : Waited();
            Volatile.Write(ref _use, Unused);
        }
    }

    /// <summary>Marks that there was nothing to wait for: what was asked for was there.</summary>
    public void CancelWait() => Volatile.Write(ref _use, Unused);

    /// <summary>Lets no further wait begin; false when one is under way.</summary>
    public bool TryClose()
    {
        bool isClosed = Interlocked.CompareExchange(ref _use, Closed, Unused) == Unused;
        if (isClosed)
            Dispose();
        return isClosed;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private bool IsWaiting => Volatile.Read(ref _use) == Waiting;

    private void Restart()
    {
        _waited = TimeSpan.Zero;
        Volatile.Write(ref _since, clock.GetTimestamp());
    }

    private TimeSpan Waited() => IsWaiting ? _waited + clock.GetElapsedTime(Volatile.Read(ref _since)) : _waited;

    /// <summary>Sets the timer to the earliest moment at which a limit can be reached.</summary>
    private void Arm()
    {
        TimeSpan left = watched.TimeLeft;
        if (Expired is null && _limit != Timeout.InfiniteTimeSpan)
        {
            // While nobody waits the limit may be all but reached for long: it is then looked at now and again, not in a circle.
            TimeSpan least = IsWaiting ? TimeSpan.Zero : _limit < Pause ? _limit : Pause;
            left = Min(left, Max(_limit - Waited(), least));
        }

        TimeSpan due = left == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : Max(left, TimeSpan.Zero);
        if (_timer is not null)
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        else if (due != Timeout.InfiniteTimeSpan)
            _timer = clock.CreateTimer(static watch => ((PhaseWatch)watch!).OnDue(), this, due, Timeout.InfiniteTimeSpan);
    }

    // The timer is not moved by each wait, which would cost more than the wait: it looks, when due, how long it still has.
    private void OnDue()
    {
        bool isCallOver;
        lock (_lock)
        {
            if (_isOver)
                return;
            isCallOver = watched.TimeLeft <= TimeSpan.Zero;
            if (!isCallOver)
            {
                if (Expired is not null || _limit == Timeout.InfiniteTimeSpan || !IsWaiting || Waited() < _limit)
                {
                    Arm();
                    return;
                }

                Expired = _phase;
                ExpiredLimit = _limit;
            }
        }

        if (isCallOver)
            watched.EndCall();
        else
            watched.EndAttempt();
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
