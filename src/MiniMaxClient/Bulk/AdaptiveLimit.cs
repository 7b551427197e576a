namespace MiniMaxClient.Bulk;

/// <summary>
/// Lets so many calls through at once as the provider has room for: one more with each round of answers, half as many when it
/// refuses one, and none while it asks to wait.
/// </summary>
internal sealed class AdaptiveLimit : IDisposable
{
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource<int>> _waiting = new();
    private readonly BulkOptions _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;
    private int _concurrency;
    private int _running;
    private int _answers;
    private int _refusals;
    private int _round;
    private long? _pauseStart;
    private TimeSpan _pause;
    private bool _isClosed;

    /// <param name="options">The bounds.</param>
    /// <param name="cancellationToken">Ends all waits.</param>
    public AdaptiveLimit(BulkOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _clock = options.TimeProvider;
        _concurrency = options.MaxConcurrency;
        _timer = _clock.CreateTimer(
            static self => ((AdaptiveLimit)self!).Resume(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = cancellationToken.Register(static self => ((AdaptiveLimit)self!).Close(), this);
    }

    /// <summary>How many calls are under way, how many may be, and what is left of a pause.</summary>
    public (int Running, int Concurrency, TimeSpan Pause) State
    {
        get
        {
            lock (_lock)
                return (_running, _concurrency, PauseLeft);
        }
    }

    private TimeSpan PauseLeft =>
        _pauseStart is { } start && _pause - _clock.GetElapsedTime(start) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Whether a call failed because the provider, or the client before it, found no room for it.</summary>
    public static bool IsWantOfRoom(MiniMaxException error) => error is MiniMaxRateLimitException
        || (error is MiniMaxServerException { IsPermanent: false } server
            // No status: it was not asked, since the circuit is open.
            && (server.StatusCode is null or 503 or 529
                || server.ProviderCode == "overloaded_error" || server.RetryAfter is not null));

    /// <summary>Waits for a place among the calls at once, first come, first served.</summary>
    /// <returns>The round that the call belongs to, for <see cref="Leave"/>.</returns>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public Task<int> EnterAsync()
    {
        var waiter = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(waiter);
            LetIn();
        }

        return waiter.Task;
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="round">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="error">How the call failed; null when it did not.</param>
    public void Leave(int round, MiniMaxException? error)
    {
        lock (_lock)
        {
            _running--;
            if (error is not null && IsWantOfRoom(error))
                Shrink(round, error.RetryAfter is { Ticks: > 0 } wait ? wait : null);
            else if (error is null && round == _round)
                Grow();
            LetIn();
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
    }

    /// <summary>Counts an answer; a call that began before the last change says nothing of the room since.</summary>
    private void Grow()
    {
        _refusals = 0;
        if (++_answers < _concurrency)
            return;
        _answers = 0;
        _concurrency = Math.Min(_concurrency + 1, _options.MaxConcurrency);
    }

    /// <summary>Makes fewer calls; those that were under way together are refused together, and count as one.</summary>
    private void Shrink(int round, TimeSpan? wait)
    {
        if (round == _round)
        {
            _round++;
            _refusals++;
            _answers = 0;
            _concurrency = Math.Max(_concurrency / 2, 1);
        }
        else if (wait is null)
        {
            return;
        }

        TimeSpan pause = wait ?? TimeSpan.FromTicks((long)Math.Min(
            _options.RateLimitDelay.Ticks * Math.Pow(2, _refusals - 1), _options.MaxRateLimitDelay.Ticks));
        pause = pause < _options.MaxRateLimitDelay ? pause : _options.MaxRateLimitDelay;
        if (pause <= PauseLeft)
            return;
        _pauseStart = _clock.GetTimestamp();
        _pause = pause;
        _timer.Change(pause, Timeout.InfiniteTimeSpan);
    }

    private void Resume()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            // A timer may come a little early.
            if (PauseLeft is { Ticks: > 0 } left)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _pauseStart = null;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.Count > 0 && (_isClosed || (_running < _concurrency && _pauseStart is null)))
        {
            TaskCompletionSource<int> first = _waiting.Dequeue();
            if (_isClosed)
            {
                first.TrySetCanceled();
                continue;
            }

            _running++;
            first.TrySetResult(_round);
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            LetIn();
        }
    }
}
