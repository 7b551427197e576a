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
    private static readonly TimeSpan RecheckInterval = TimeSpan.FromMilliseconds(10);

    private ITimer? _timer;
    private TimeoutKind _phase;
    private TimeSpan _timeout = Timeout.InfiniteTimeSpan;
    private TimeSpan _elapsedWait;
    private long _waitStartTimestamp;
    private volatile bool _isWaiting = true;
    private volatile bool _isFirstChunkDelivered;
    private bool _isRestartedByLines;
    private bool _isDisposed;

    /// <summary>The phase whose timeout elapsed; null for none.</summary>
    public TimeoutKind? ExpiredPhase { get; private set; }

    /// <summary>The timeout that elapsed.</summary>
    public TimeSpan ExpiredTimeout { get; private set; }

    /// <summary>Begins a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="timeout">Its timeout.</param>
    /// <param name="shouldKeepElapsedTime">Whether the time of the phase before counts too.</param>
    /// <param name="isRestartedByLines">Whether a complete line, such as a keep-alive comment, restarts it.</param>
    public void StartPhase(
        TimeoutKind phase, TimeSpan timeout, bool shouldKeepElapsedTime = false, bool isRestartedByLines = true)
    {
        lock (attempt)
        {
            _phase = phase;
            _timeout = timeout;
            _isRestartedByLines = isRestartedByLines;
            if (!shouldKeepElapsedTime)
                RestartWait(TimeSpan.Zero);
            ScheduleTimer();
        }
    }

    /// <summary>Hands the first chunk to the consumer: from now on only reads count.</summary>
    public void CountOnlyReads()
    {
        lock (attempt)
        {
            _isFirstChunkDelivered = true;
            RestartWait(GetElapsedWait());
            _isWaiting = false;
        }
    }

    /// <summary>Marks the start of a read.</summary>
    public void MarkReadStart()
    {
        if (!_isFirstChunkDelivered)
            return;
        // Without the lock, for each read begins so: first the time, then that it counts.
        Volatile.Write(ref _waitStartTimestamp, clock.GetTimestamp());
        _isWaiting = true;
    }

    /// <summary>Marks the end of a read whose bytes were there; returns false where it restarts a timeout.</summary>
    public bool TryMarkImmediateReadEnd()
    {
        if (_elapsedWait != TimeSpan.Zero)
            return false;
        _isWaiting = !_isFirstChunkDelivered;
        return true;
    }

    /// <summary>Marks the end of a read.</summary>
    /// <param name="hasLine">Whether the end of a line was read.</param>
    public void MarkReadEnd(bool hasLine)
    {
        lock (attempt)
        {
            RestartWait(hasLine && _isRestartedByLines && _phase == TimeoutKind.Idle ? TimeSpan.Zero : GetElapsedWait());
            _isWaiting = !_isFirstChunkDelivered;
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

    private void RestartWait(TimeSpan elapsed)
    {
        _elapsedWait = elapsed;
        _waitStartTimestamp = clock.GetTimestamp();
    }

    private TimeSpan GetElapsedWait() =>
        _isWaiting ? _elapsedWait + clock.GetElapsedTime(Volatile.Read(ref _waitStartTimestamp)) : _elapsedWait;

    /// <summary>Sets the timer to the earliest moment at which the timeout can have elapsed.</summary>
    private void ScheduleTimer()
    {
        TimeSpan due = Timeout.InfiniteTimeSpan;
        if (_timeout != Timeout.InfiniteTimeSpan)
        {
            TimeSpan least = _isWaiting ? TimeSpan.Zero : _timeout < RecheckInterval ? _timeout : RecheckInterval;
            due = _timeout - GetElapsedWait();
            due = due > least ? due : least;
        }

        if (_timer is not null)
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        else if (due != Timeout.InfiniteTimeSpan)
            _timer = clock.CreateTimer(
                static monitor => ((TimeoutMonitor)monitor!).OnTimerElapsed(), this, due, Timeout.InfiniteTimeSpan);
    }

    // Not every read sets the timer, which would cost more than the read: when due it computes how much is left.
    private void OnTimerElapsed()
    {
        lock (attempt)
        {
            if (_isDisposed || attempt.IsCanceled || _timeout == Timeout.InfiniteTimeSpan)
                return;
            if (!_isWaiting || GetElapsedWait() < _timeout)
            {
                ScheduleTimer();
                return;
            }

            ExpiredPhase = _phase;
            ExpiredTimeout = _timeout;
        }

        attempt.Cancel();
    }
}
