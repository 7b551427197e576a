namespace MiniMaxClient.Resilience;

/// <summary>Cancels an attempt that waits for its provider longer than the timeout of its phase.</summary>
/// <remarks>
/// Until the first chunk has arrived all time counts, then only waiting: a consumer may take its time between two chunks.
/// </remarks>
/// <param name="clock">The clock.</param>
/// <param name="attempt">Cancels the attempt.</param>
internal sealed class TimeoutMonitor(TimeProvider clock, CancellationSignal attempt) : IDisposable
{
    // How often a timeout is checked that has elapsed but for the current wait of the consumer.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private ITimer? _timer;
    private TimeoutKind _phase;
    private TimeSpan _timeout = Timeout.InfiniteTimeSpan;
    private TimeSpan _waited;
    private long _since;
    private volatile bool _isWaiting = true;
    private volatile bool _isOpen;
    private bool _isExtended;
    private bool _isDisposed;

    /// <summary>The phase whose timeout elapsed; null for none.</summary>
    public TimeoutKind? Expired { get; private set; }

    /// <summary>The timeout that elapsed.</summary>
    public TimeSpan ExpiredTimeout { get; private set; }

    /// <summary>Begins a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="timeout">Its timeout.</param>
    /// <param name="continues">Whether the time of the phase before counts too.</param>
    /// <param name="isExtended">Whether a whole line, such as a comment that keeps the connection alive, restarts it.</param>
    public void Enter(TimeoutKind phase, TimeSpan timeout, bool continues = false, bool isExtended = true)
    {
        lock (attempt)
        {
            _phase = phase;
            _timeout = timeout;
            _isExtended = isExtended;
            if (!continues)
                Restart(TimeSpan.Zero);
            Schedule();
        }
    }

    /// <summary>Hands the first chunk to the consumer: from now on only reads count.</summary>
    public void Open()
    {
        lock (attempt)
        {
            _isOpen = true;
            Restart(Waited());
            _isWaiting = false;
        }
    }

    /// <summary>Marks the start of a read.</summary>
    public void BeginRead()
    {
        if (!_isOpen)
            return;
        // Without the lock, for each read begins so: first the time, then that it counts.
        Volatile.Write(ref _since, clock.GetTimestamp());
        _isWaiting = true;
    }

    /// <summary>Marks the end of a read whose bytes were there; returns false where it restarts a timeout.</summary>
    public bool TryEndImmediateRead()
    {
        if (_waited != TimeSpan.Zero)
            return false;
        _isWaiting = !_isOpen;
        return true;
    }

    /// <summary>Marks the end of a read.</summary>
    /// <param name="hasLine">Whether the end of a line was read.</param>
    public void EndRead(bool hasLine)
    {
        lock (attempt)
        {
            Restart(hasLine && _isExtended && _phase == TimeoutKind.Idle ? TimeSpan.Zero : Waited());
            _isWaiting = !_isOpen;
        }
    }

    public void Dispose()
    {
        lock (attempt)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Restart(TimeSpan waited)
    {
        _waited = waited;
        _since = clock.GetTimestamp();
    }

    private TimeSpan Waited() => _isWaiting ? _waited + clock.GetElapsedTime(Volatile.Read(ref _since)) : _waited;

    /// <summary>Sets the timer to the earliest moment at which the timeout can have elapsed.</summary>
    private void Schedule()
    {
        TimeSpan due = Timeout.InfiniteTimeSpan;
        if (_timeout != Timeout.InfiniteTimeSpan)
        {
            TimeSpan least = _isWaiting ? TimeSpan.Zero : _timeout < Pause ? _timeout : Pause;
            due = _timeout - Waited();
            due = due > least ? due : least;
        }

        if (_timer is not null)
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        else if (due != Timeout.InfiniteTimeSpan)
            _timer = clock.CreateTimer(static monitor => ((TimeoutMonitor)monitor!).OnDue(), this, due, Timeout.InfiniteTimeSpan);
    }

    // Not every read sets the timer, which would cost more than the read: when due it computes how much is left.
    private void OnDue()
    {
        lock (attempt)
        {
            if (_isDisposed || attempt.IsCanceled || _timeout == Timeout.InfiniteTimeSpan)
                return;
            if (!_isWaiting || Waited() < _timeout)
            {
                Schedule();
                return;
            }

            Expired = _phase;
            ExpiredTimeout = _timeout;
        }

        attempt.Cancel();
    }
}
