namespace MiniMaxClient.Resilience;

/// <summary>Cancels an attempt that waits for its provider longer than the timeout of its phase.</summary>
/// <remarks>
/// Until the first chunk is delivered all time counts; afterwards only reads count, not the time that the consumer spends between
/// two chunks.
/// </remarks>
/// <param name="timeProvider">The time provider of the timeouts.</param>
/// <param name="attemptSignal">The signal that cancels the attempt.</param>
internal sealed class TimeoutMonitor(TimeProvider timeProvider, CancellationSignal attemptSignal) : IDisposable
{
    // The interval of the checks while the timeout can elapse with the next read of the consumer.
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

    /// <summary>Gets the phase whose timeout elapsed, or null if none did.</summary>
    public TimeoutKind? ExpiredPhase { get; private set; }

    /// <summary>Gets the timeout that elapsed.</summary>
    public TimeSpan ExpiredTimeout { get; private set; }

    /// <summary>Starts a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="timeout">The timeout of the phase.</param>
    /// <param name="shouldKeepElapsedTime">Whether the elapsed time of the previous phase counts too.</param>
    /// <param name="isRestartedByLines">Whether a complete line, such as a keep-alive comment, restarts an idle timeout.</param>
    public void StartPhase(
        TimeoutKind phase, TimeSpan timeout, bool shouldKeepElapsedTime = false, bool isRestartedByLines = true)
    {
        lock (attemptSignal)
        {
            _phase = phase;
            _timeout = timeout;
            _isRestartedByLines = isRestartedByLines;
            if (!shouldKeepElapsedTime)
                RestartWait(TimeSpan.Zero);
            ScheduleTimer();
        }
    }

    /// <summary>Counts only the time of reads from now on, because the consumer receives the first chunk.</summary>
    public void CountOnlyReads()
    {
        lock (attemptSignal)
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
        // Without the lock, because every read starts here. The timestamp must be visible before _isWaiting.
        Volatile.Write(ref _waitStartTimestamp, timeProvider.GetTimestamp());
        _isWaiting = true;
    }

    /// <summary>Marks the end of a read that completed synchronously; returns false if <see cref="MarkReadEnd"/> must.</summary>
    public bool TryMarkImmediateReadEnd()
    {
        if (_elapsedWait != TimeSpan.Zero)
            return false;
        _isWaiting = !_isFirstChunkDelivered;
        return true;
    }

    /// <summary>Marks the end of a read.</summary>
    /// <param name="hasLine">Whether the read contains the end of a line.</param>
    public void MarkReadEnd(bool hasLine)
    {
        lock (attemptSignal)
        {
            RestartWait(hasLine && _isRestartedByLines && _phase == TimeoutKind.Idle ? TimeSpan.Zero : GetElapsedWait());
            _isWaiting = !_isFirstChunkDelivered;
        }
    }

    public void Dispose()
    {
        lock (attemptSignal)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void RestartWait(TimeSpan elapsed)
    {
        _elapsedWait = elapsed;
        _waitStartTimestamp = timeProvider.GetTimestamp();
    }

    private TimeSpan GetElapsedWait() =>
        _isWaiting ? _elapsedWait + timeProvider.GetElapsedTime(Volatile.Read(ref _waitStartTimestamp)) : _elapsedWait;

    /// <summary>Sets the timer to the earliest time at which the timeout can elapse.</summary>
    private void ScheduleTimer()
    {
        TimeSpan dueTime = Timeout.InfiniteTimeSpan;
        if (_timeout != Timeout.InfiniteTimeSpan)
        {
            TimeSpan minimum = _isWaiting ? TimeSpan.Zero : _timeout < RecheckInterval ? _timeout : RecheckInterval;
            dueTime = _timeout - GetElapsedWait();
            dueTime = dueTime > minimum ? dueTime : minimum;
        }

        if (_timer is not null)
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
        else if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _timer = timeProvider.CreateTimer(
                static monitor => ((TimeoutMonitor)monitor!).OnTimerElapsed(), this, dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    // Reads do not set the timer, which would cost more than the read; when it elapses it is set to the remaining time.
    private void OnTimerElapsed()
    {
        lock (attemptSignal)
        {
            if (_isDisposed || attemptSignal.IsCanceled || _timeout == Timeout.InfiniteTimeSpan)
                return;
            if (!_isWaiting || GetElapsedWait() < _timeout)
            {
                ScheduleTimer();
                return;
            }

            ExpiredPhase = _phase;
            ExpiredTimeout = _timeout;
        }

        attemptSignal.Cancel();
    }
}
