namespace MiniMaxClient;

/// <summary>Specifies the handling of calls whose cost is unknown to a <see cref="SpendLimit"/>.</summary>
public enum UnknownCost
{
    /// <summary>Reject the calls before they are sent.</summary>
    Reject,

    /// <summary>Send the calls without counting their cost, and log one warning.</summary>
    Warn,
}

/// <summary>Limits the cost of calls within a time window.</summary>
/// <remarks>
/// <para>Several clients can share a limit (<see cref="ChatCompletionsClientOptions.SpendLimit"/>); all members are thread-safe.
/// Once the limit is reached, a call throws <see cref="MiniMaxBudgetException"/> before it is sent.</para>
/// <para>A stream that exceeds the limit is stopped, unless its finish reason has arrived. Until the provider reports the usage,
/// the cost is estimated from the model's price and the ratio of characters to tokens in its earlier responses, at first four;
/// images and files are not counted. A non-streaming call cannot be stopped, so that running calls can exceed the limit by their
/// cost.</para>
/// <para>A failed or canceled attempt is charged for the part of the response that arrived, and so for nothing before the first
/// chunk, although the provider may charge for it. An attempt that the provider ends with an error is charged for nothing but the
/// amount in the error if the provider does not charge for failures (<see cref="ModelCapabilities.ChargesFailedCalls"/>). A
/// response without usage is charged for its text at the model's price (<see cref="ModelPrices"/>). <see cref="UnknownCost"/>
/// applies if there is neither a reported cost nor a price.</para>
/// </remarks>
public sealed class SpendLimit
{
    internal const string LimitRange = "above zero";
    internal const string WindowRange = "above zero and at most 366 days, or infinite";

    private readonly object _lock = new();
    private readonly TimeProvider _clock;
    private decimal _endedCallsCost;
    private decimal _runningCallsCost;
    private long? _windowStart;
    private (string Provider, string Model)? _unknownCostSource;

    /// <summary>Initializes a new instance of the <see cref="SpendLimit"/> class.</summary>
    /// <param name="limit">The limit per window, in US dollars. Range: above zero.</param>
    /// <param name="window">
    /// The length of a window. Range: above zero to 366 days, or infinite for a limit that is never reset. A window begins with
    /// the first call after the end of the previous one.
    /// </param>
    /// <param name="timeProvider">The clock; null for <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="limit"/> or <paramref name="window"/> is out of range.
    /// </exception>
    public SpendLimit(decimal limit, TimeSpan window, TimeProvider? timeProvider = null)
    {
        if (!IsValidLimit(limit))
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"The limit must be {LimitRange}.");
        if (!IsValidWindow(window))
            throw new ArgumentOutOfRangeException(nameof(window), window, $"The window must be {WindowRange}.");

        Limit = limit;
        Window = window;
        _clock = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The limit per window, in US dollars.</summary>
    public decimal Limit { get; }

    /// <summary>The length of a window.</summary>
    public TimeSpan Window { get; }

    /// <summary>The handling of calls whose cost is unknown.</summary>
    /// <remarks>
    /// The cost is known if the provider reports it, as AIML API does (<see cref="ModelCapabilities.ReportsCost"/>), or if
    /// <see cref="ChatCompletionsClientOptions.Prices"/> has a price for the model. With <see cref="UnknownCost.Reject"/>, any
    /// other call throws <see cref="MiniMaxBudgetException"/> before it is sent. If a response does not report its cost and its
    /// model has no price, for example because the stream was abandoned, all further calls of the window throw too, because the
    /// amount spent is unknown.
    /// </remarks>
    /// <value>Default: <see cref="UnknownCost.Reject"/>.</value>
    public UnknownCost UnknownCost { get; init; }

    /// <summary>The amount spent in this window, in US dollars, including the known cost of running calls.</summary>
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

    /// <summary>The remaining time of this window; null if no window has begun or the window is infinite.</summary>
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

    /// <summary>Returns the amount spent, the limit and the window.</summary>
    public override string ToString() => Window == Timeout.InfiniteTimeSpan
        ? DisplayText.Format($"{Spent} of {Limit} USD spent")
        : DisplayText.Format($"{Spent} of {Limit} USD spent in a window of {Window}");

    internal static bool IsValidLimit(decimal limit) => limit > 0;

    internal static bool IsValidWindow(TimeSpan window) =>
        window == Timeout.InfiniteTimeSpan || (window > TimeSpan.Zero && window <= TimeSpan.FromDays(366));

    /// <summary>Opens the charge of a call; returns null if the limit is reached.</summary>
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

    /// <summary>Records a response of unknown cost in this window.</summary>
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

    /// <summary>Gets the provider and the model of the first response of unknown cost in this window; null for none.</summary>
    internal (string Provider, string Model)? GetUnknownCostSource()
    {
        lock (_lock)
        {
            ResetExpiredWindow();
            return _unknownCostSource;
        }
    }

    private void ResetExpiredWindow()
    {
        if (_windowStart is { } start && Window != Timeout.InfiniteTimeSpan && _clock.GetElapsedTime(start) >= Window)
        {
            _windowStart = null;
            _endedCallsCost = 0;
            _unknownCostSource = null;
        }
    }

    /// <summary>Represents the charge of one running call.</summary>
    internal sealed class CallCharge(SpendLimit limit) : IDisposable
    {
        private const decimal MaxAmount = 1_000_000_000m;

        private decimal _failedAttemptsAmount;
        private bool _isEnded;

        /// <summary>Gets the cost of the call so far, including its failed attempts.</summary>
        public decimal Amount { get; private set; }

        /// <summary>Adds the cost of a failed attempt; returns false if the limit is exceeded.</summary>
        public bool AddFailedAttempt(decimal amount)
        {
            lock (limit._lock)
            {
                decimal current = Amount - _failedAttemptsAmount;
                _failedAttemptsAmount = ClampAmount(_failedAttemptsAmount + ClampAmount(amount));
                return SetAttemptCost(current);
            }
        }

        /// <summary>Sets the cost of the current attempt; returns false if the limit is exceeded.</summary>
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

        /// <summary>Ends the charge and adds its amount to the ended calls.</summary>
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

        // Bounds the cost that a provider reports, so that the sums cannot overflow.
        private static decimal ClampAmount(decimal amount) => amount < 0 ? 0 : amount > MaxAmount ? MaxAmount : amount;
    }
}
