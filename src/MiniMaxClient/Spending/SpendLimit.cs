namespace MiniMaxClient;

/// <summary>How a <see cref="SpendLimit"/> handles calls whose cost cannot be known.</summary>
public enum UnknownCost
{
    /// <summary>They are rejected before they are sent.</summary>
    Reject,

    /// <summary>They are sent and not counted; one warning is logged.</summary>
    Warn,
}

/// <summary>A limit on what calls may cost within a window of time.</summary>
/// <remarks>
/// Give one to all clients that are to share it (<see cref="ChatCompletionsClientOptions.SpendLimit"/>); all members are safe to
/// be used by any number of threads. Once it is reached a call fails with <see cref="MiniMaxBudgetException"/> before it is
/// sent. A streamed call that passes it is stopped: until the provider tells its usage, what has come is reckoned from the
/// model's price, a token being about four characters and an image or a file none. An answer whose finish reason has come is let
/// be, and a plain call cannot be stopped, so that calls under way may pass the limit by what they cost. An attempt that fails or
/// is cancelled counts what had come of its answer, and so nothing before the first chunk, though a provider may charge for it. A
/// response that does not report its usage counts what its text costs by the model's price (<see cref="ModelPrices"/>). What
/// happens where there is neither a reported cost nor a price, <see cref="UnknownCost"/> says.
/// </remarks>
public sealed class SpendLimit
{
    private readonly object _lock = new();
    private readonly TimeProvider _clock;
    private decimal _endedCallsCost;
    private decimal _runningCallsCost;
    private long? _windowStart;
    private (string Provider, string Model)? _unknownCostSource;

    /// <summary>A limit.</summary>
    /// <param name="limit">US dollars that may be spent in a window: above zero.</param>
    /// <param name="window">
    /// The length of a window: above zero, at most 366 days, or infinite for a limit that is never lifted. The first begins with
    /// the first call, each further one with the first call after the one before it ended.
    /// </param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the window is out of its range.</exception>
    public SpendLimit(decimal limit, TimeSpan window, TimeProvider? timeProvider = null)
    {
        if (limit <= 0)
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The limit must be above zero.");
        if (window != Timeout.InfiniteTimeSpan && (window <= TimeSpan.Zero || window > TimeSpan.FromDays(366)))
            throw new ArgumentOutOfRangeException(nameof(window), window, "The window must be above zero and at most 366 days.");
        Limit = limit;
        Window = window;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>What may be spent in a window, in US dollars.</summary>
    public decimal Limit { get; }

    /// <summary>The length of a window.</summary>
    public TimeSpan Window { get; }

    /// <summary>How calls whose cost cannot be known are handled.</summary>
    /// <remarks>
    /// The cost of a call can be known when its provider reports it, as AIML API does
    /// (<see cref="ModelCapabilities.ReportsCost"/>), or when <see cref="ChatCompletionsClientOptions.Prices"/> has a
    /// price for its model. With <see cref="UnknownCost.Reject"/> any other call fails with
    /// <see cref="MiniMaxBudgetException"/> before it is sent. So do all further calls of a window in which a response did not
    /// report its cost and its model has no price, for example a stream that was abandoned: what is spent is not known then.
    /// </remarks>
    /// <value>Default: <see cref="UnknownCost.Reject"/>.</value>
    public UnknownCost UnknownCost { get; init; }

    /// <summary>
    /// What was spent in this window, in US dollars, calls under way included as far as their cost is known.
    /// </summary>
    public decimal Spent
    {
        get
        {
            lock (_lock)
            {
                ResetExpiredWindow();
                return _endedCallsCost + _runningCallsCost;
            }
        }
    }

    /// <summary>What is left of this window, in time; null when none is under way or it never ends.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            lock (_lock)
            {
                ResetExpiredWindow();
                return Window == Timeout.InfiniteTimeSpan || _windowStart is not { } start
                    ? null
                    : Window - _clock.GetElapsedTime(start);
            }
        }
    }

    /// <summary>Opens the account of a call; null when the limit is reached.</summary>
    internal CallCharge? TryOpenCharge()
    {
        lock (_lock)
        {
            ResetExpiredWindow();
            if (_endedCallsCost + _runningCallsCost >= Limit)
                return null;
            _windowStart ??= _clock.GetTimestamp();
            return new(this);
        }
    }

    /// <summary>Records that a response cost something in this window that is not known.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="model">The model.</param>
    internal void RecordUnknownCost(string provider, string model)
    {
        lock (_lock)
        {
            ResetExpiredWindow();
            _windowStart ??= _clock.GetTimestamp();
            _unknownCostSource ??= (provider, model);
        }
    }

    /// <summary>The provider and the model of a response in this window whose cost is not known; null for none.</summary>
    internal (string Provider, string Model)? FindUnknownCostSource()
    {
        lock (_lock)
        {
            ResetExpiredWindow();
            return _unknownCostSource;
        }
    }

    /// <summary>Ends a window that is over.</summary>
    private void ResetExpiredWindow()
    {
        if (_windowStart is { } start && Window != Timeout.InfiniteTimeSpan && _clock.GetElapsedTime(start) >= Window)
        {
            _windowStart = null;
            _endedCallsCost = 0;
            _unknownCostSource = null;
        }
    }

    /// <summary>The account of one call under way.</summary>
    internal sealed class CallCharge(SpendLimit limit) : IDisposable
    {
        private const decimal MaxAmount = 1_000_000_000m;

        private decimal _failedAttemptsAmount;
        private bool _isEnded;

        /// <summary>What the call has cost so far, with its failed attempts.</summary>
        public decimal Amount { get; private set; }

        /// <summary>Adds the cost of an attempt that failed; false when the limit is passed with it.</summary>
        public bool AddFailedAttempt(decimal amount)
        {
            lock (limit._lock)
            {
                decimal current = Amount - _failedAttemptsAmount;
                _failedAttemptsAmount = ClampAmount(_failedAttemptsAmount + ClampAmount(amount));
                return SetAttemptCost(current);
            }
        }

        /// <summary>Sets the cost of the current attempt; false when the limit is passed with it.</summary>
        public bool SetAttemptCost(decimal amount)
        {
            amount = ClampAmount(amount) + _failedAttemptsAmount;
            lock (limit._lock)
            {
                limit.ResetExpiredWindow();
                if (!_isEnded)
                {
                    limit._runningCallsCost += amount - Amount;
                    Amount = amount;
                }

                return limit._endedCallsCost + limit._runningCallsCost <= limit.Limit;
            }
        }

        /// <summary>Books the amount: the call is over.</summary>
        public void Dispose()
        {
            lock (limit._lock)
            {
                if (_isEnded)
                    return;
                _isEnded = true;
                limit.ResetExpiredWindow();
                limit._runningCallsCost -= Amount;
                limit._endedCallsCost += Amount;
                if (Amount > 0)
                    limit._windowStart ??= limit._clock.GetTimestamp();
            }
        }

        // A provider's own word is taken for no more than a call can cost.
        private static decimal ClampAmount(decimal amount) => amount < 0 ? 0 : amount > MaxAmount ? MaxAmount : amount;
    }
}
