namespace MiniMaxClient.Bulk;

/// <summary>Limits the number of concurrent calls and adapts the limit to the provider.</summary>
/// <remarks>
/// The limit increases by one after as many successful calls as it allows. After a rate-limit rejection it is halved, and no
/// call starts until the delay has elapsed.
/// </remarks>
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

    /// <param name="options">The maximum concurrency, the delays and the clock.</param>
    /// <param name="cancellationToken">Cancels all waits.</param>
    public AdaptiveConcurrencyLimit(BulkOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _clock = options.TimeProvider;
        _concurrency = options.MaxConcurrency;
        _timer = _clock.CreateTimer(
            static self => ((AdaptiveConcurrencyLimit)self!).EndPause(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        _cancellationRegistration =
            cancellationToken.Register(static self => ((AdaptiveConcurrencyLimit)self!).CancelWaiters(), this);
    }

    /// <summary>Gets the number of running calls, their maximum, and the remaining pause.</summary>
    public (int Running, int Concurrency, TimeSpan Pause) CurrentState
    {
        get
        {
            lock (_lock)
                return (_runningCount, _concurrency, RemainingPause);
        }
    }

    private TimeSpan RemainingPause =>
        _pauseStartTimestamp is { } start && _pauseDuration - _clock.GetElapsedTime(start) is { Ticks: > 0 } remaining
            ? remaining
            : TimeSpan.Zero;

    /// <summary>Determines whether a call was rejected for lack of capacity, by the provider or by the client itself.</summary>
    public static bool IsThrottled(MiniMaxException error) => error is MiniMaxRateLimitException
        || (error is MiniMaxServerException { IsPermanent: false } server
            // Without a status the circuit is open and nothing was sent.
            && (server.StatusCode is null or 503 or 529
                || server.ProviderCode == "overloaded_error" || server.RetryAfter is not null));

    /// <summary>Determines whether a call only waited in the client until its timeout, so that nothing was sent.</summary>
    public static bool HasOnlyWaited(MiniMaxException error) =>
        error is MiniMaxTimeoutException { Kind: TimeoutKind.Total, Attempts.Count: 0 };

    /// <summary>Waits for a free slot, in the order of the calls to this method.</summary>
    /// <returns>The round of the call, for <see cref="ReleaseSlot"/>.</returns>
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

    /// <summary>Releases a slot.</summary>
    /// <param name="round">The result of <see cref="AcquireSlotAsync"/>.</param>
    /// <param name="error">The exception of the call; null if it succeeded.</param>
    public void ReleaseSlot(int round, MiniMaxException? error)
    {
        lock (_lock)
        {
            _runningCount--;
            // The success of a call that started before the last rejection says nothing about the capacity since then.
            if (error is not null && IsThrottled(error))
                RecordRejection(round, error.RetryAfter is { Ticks: > 0 } wait ? wait : null);
            else if (error is null && round == _round)
                RecordSuccess();
            AdmitWaiters();
        }
    }

    public void Dispose()
    {
        _cancellationRegistration.Dispose();
        _timer.Dispose();
    }

    private void RecordSuccess()
    {
        _rejectionCount = 0;
        if (++_successCount < _concurrency)
            return;
        _successCount = 0;
        _concurrency = Math.Min(_concurrency + 1, _options.MaxConcurrency);
    }

    private void RecordRejection(int round, TimeSpan? retryAfter)
    {
        // Calls that run concurrently are rejected together; their rejections count once.
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

    private void EndPause()
    {
        lock (_lock)
        {
            if (_isCanceled)
                return;
            // A timer may fire slightly early.
            if (RemainingPause is { Ticks: > 0 } remaining)
            {
                _timer.Change(remaining, Timeout.InfiniteTimeSpan);
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
