namespace MiniMaxClient.Bulk;

/// <summary>
/// Lets so many calls through at once as the provider has room for: one more with each round of answers, half as many when it
/// refuses one, and none while it asks to wait.
/// </summary>
internal sealed class AdaptiveConcurrencyLimit : IDisposable
{
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource<int>> _waiters = new();
    private readonly BulkOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _cancellationRegistration;
    private int _concurrency;
    private int _runningCount;
    private int _successCount;
    private int _rejectionCount;
    private int _round;
    private long? _pauseStartTimestamp;
    private TimeSpan _pauseDuration;
    private bool _isCanceled;

    /// <param name="options">The bounds.</param>
    /// <param name="cancellationToken">Ends all waits.</param>
    public AdaptiveConcurrencyLimit(BulkOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _clock = options.TimeProvider;
        _concurrency = options.MaxConcurrency;
        _timer = _clock.CreateTimer(
            static self =>
                ((AdaptiveConcurrencyLimit)self!).ResumeAfterPause(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _cancellationRegistration =
            cancellationToken.Register(static self => ((AdaptiveConcurrencyLimit)self!).CancelWaiters(), this);
    }

    /// <summary>How many calls are under way, how many may be, and what is left of a pause.</summary>
    public (int Running, int Concurrency, TimeSpan Pause) CurrentState
    {
        get
        {
            lock (_lock)
                return (_runningCount, _concurrency, RemainingPause);
        }
    }

    private TimeSpan RemainingPause =>
        _pauseStartTimestamp is { } start
            && _pauseDuration - _clock.GetElapsedTime(start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether a call failed because the provider, or the client before it, found no room for it.</summary>
    public static bool IsThrottled(MiniMaxException error) => error is MiniMaxRateLimitException
        || (error is MiniMaxServerException { IsPermanent: false } server
            // No status: it was not asked, since the circuit is open.
            && (server.StatusCode is null or 503 or 529
                || server.ProviderCode == "overloaded_error" || server.RetryAfter is not null));

    /// <summary>Waits for a place among the calls at once, first come, first served.</summary>
    /// <returns>The round that the call belongs to, for <see cref="ReleaseSlot"/>.</returns>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public Task<int> AcquireSlotAsync()
    {
        var waiter = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiters.Enqueue(waiter);
            AdmitWaiters();
        }

        return waiter.Task;
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="round">What <see cref="AcquireSlotAsync"/> gave.</param>
    /// <param name="error">How the call failed; null when it did not.</param>
    public void ReleaseSlot(int round, MiniMaxException? error)
    {
        lock (_lock)
        {
            _runningCount--;
            if (error is not null && IsThrottled(error))
                DecreaseConcurrency(round, error.RetryAfter is { Ticks: > 0 } wait ? wait : null);
            else if (error is null && round == _round)
                IncreaseConcurrency();
            AdmitWaiters();
        }
    }

    public void Dispose()
    {
        _cancellationRegistration.Dispose();
        _timer.Dispose();
    }

    /// <summary>Counts an answer; a call that began before the last change says nothing of the room since.</summary>
    private void IncreaseConcurrency()
    {
        _rejectionCount = 0;
        if (++_successCount < _concurrency)
            return;
        _successCount = 0;
        _concurrency = Math.Min(_concurrency + 1, _options.MaxConcurrency);
    }

    /// <summary>Makes fewer calls; those that were under way together are refused together, and count as one.</summary>
    private void DecreaseConcurrency(int round, TimeSpan? retryAfter)
    {
        if (round == _round)
        {
            _round++;
            _rejectionCount++;
            _successCount = 0;
            _concurrency = Math.Max(_concurrency / 2, 1);
        }
        else if (retryAfter is null)
        {
            return;
        }

        TimeSpan pause = retryAfter ?? TimeSpan.FromTicks((long)Math.Min(
            _options.RateLimitDelay.Ticks * Math.Pow(2, _rejectionCount - 1), _options.MaxRateLimitDelay.Ticks));
        pause = pause < _options.MaxRateLimitDelay ? pause : _options.MaxRateLimitDelay;
        if (pause <= RemainingPause)
            return;
        _pauseStartTimestamp = _clock.GetTimestamp();
        _pauseDuration = pause;
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private void ResumeAfterPause()
    {
        lock (_lock)
        {
            if (_isCanceled)
                return;
            // A timer may come a little early.
            if (RemainingPause is { Ticks: > 0 } left)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _pauseStartTimestamp = null;
            AdmitWaiters();
        }
    }

    private void AdmitWaiters()
    {
        while (_waiters.Count > 0 && (_isCanceled || (_runningCount < _concurrency && _pauseStartTimestamp is null)))
        {
            TaskCompletionSource<int> first = _waiters.Dequeue();
            if (_isCanceled)
            {
                first.TrySetCanceled();
                continue;
            }

            _runningCount++;
            first.TrySetResult(_round);
        }
    }

    private void CancelWaiters()
    {
        lock (_lock)
        {
            _isCanceled = true;
            AdmitWaiters();
        }
    }
}
