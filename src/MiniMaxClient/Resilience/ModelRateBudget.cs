using MiniMaxClient.Protocols;

namespace MiniMaxClient.Resilience;

/// <summary>Represents the limits of one model, as configured and as learned, and the requests that wait for them.</summary>
/// <param name="limit">The configured limit.</param>
/// <param name="options">The options of the limiter.</param>
/// <param name="syncRoot">The lock of the limiter, which callers hold; timers and cancellations acquire it.</param>
internal sealed class ModelRateBudget(ModelRateLimit limit, ModelRateLimiterOptions options, object syncRoot) : IDisposable
{
    private const long MaxTokens = 1_000_000_000_000;

    // The words by which providers name a token limit in a message.
    private static readonly string[] TokenLimitPhrases = ["TPM", "tokens per min", "token limit", "token rate"];

    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(1);

    // Bounds the delay that a provider names; a request after it shows whether it is still needed.
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    // A rejection after fewer accepted requests has another reason than this limit, such as another client of the account.
    private const int MinAcceptedRequests = 5;

    private readonly long _startTimestamp = options.TimeProvider.GetTimestamp();
    private readonly ModelRateWindow _window = new(TimeSpan.FromMinutes(1) + options.Margin);
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly LearnedRateLimit _learnedRequests = new();
    private readonly LearnedRateLimit _learnedTokens = new();
    private RateLimitHeaders _headers;
    private ITimer? _timer;
    private TimeSpan? _timerTime;
    private TimeSpan _pauseEnd;
    private TimeSpan _lastActivity;
    private int _rejectionCount;
    private int _round;

    public object Lock => syncRoot;

    public int WaiterCount => _waiters.Count;

    /// <summary>Gets the numbers of requests and tokens that count now.</summary>
    public (int Requests, long Tokens) Counts
    {
        get
        {
            _window.RemoveExpired(Now);
            return (_window.RequestCount, _window.TokenCount);
        }
    }

    /// <summary>Gets the number of tokens that a request can reserve now.</summary>
    public long AvailableTokens =>
        Now < _pauseEnd || Counts.Requests >= RequestLimit ? 0 : Math.Max(0, TokenLimit - Counts.Tokens);

    /// <summary>Gets whether nothing runs, waits or counts.</summary>
    public bool IsIdle => Counts == default && _waiters.Count == 0 && Now >= _pauseEnd;

    /// <summary>Gets the time since the last grant or end of a request.</summary>
    public TimeSpan IdleDuration => Now - _lastActivity;

    private TimeSpan Now => options.TimeProvider.GetElapsedTime(_startTimestamp);

    private long RequestLimit =>
        GetLowest(limit.RequestsPerMinute, _headers.RequestsPerMinute, _learnedRequests.GetValue(Now));

    private long TokenLimit => GetLowest(limit.TokensPerMinute, _headers.TokensPerMinute, _learnedTokens.GetValue(Now));

    public static long ClampTokens(long tokens) => Math.Max(0, Math.Min(tokens, MaxTokens));

    /// <summary>Determines whether a request can be granted now.</summary>
    public bool CanReserve(long tokens) => _waiters.Count == 0 && CanGrant(tokens);

    /// <summary>Reserves a request if the limits allow it and no other one waits; returns null otherwise.</summary>
    public ModelRateLease? TryReserve(long tokens) => CanReserve(tokens) ? Grant(tokens) : null;

    /// <summary>Adds a request to the queue; returns null if it is full.</summary>
    public Waiter? TryEnqueue(long tokens)
    {
        if (_waiters.Count >= options.QueueLimit)
            return null;
        var waiter = new Waiter(this, tokens);
        _waiters.AddLast(waiter.Node);
        GrantWaiters();
        return waiter;
    }

    /// <summary>Gets the time until a request may be granted.</summary>
    public TimeSpan GetDelay(long tokens) => GetNextGrantTime(tokens) is { } time && time > Now ? time - Now : TimeSpan.Zero;

    /// <summary>Starts the time of a request, after which the next one that waits may be granted.</summary>
    public LinkedListNode<TimeSpan> RecordSentRequest()
    {
        LinkedListNode<TimeSpan> request = _window.AddSentRequest(Now);
        GrantWaiters();
        return request;
    }

    /// <summary>Applies the limits in the headers of a response, which replace earlier ones.</summary>
    public void RecordHeaders(RateLimitHeaders headers)
    {
        _headers = headers with
        {
            RequestsPerMinute = headers.RequestsPerMinute ?? _headers.RequestsPerMinute,
            TokensPerMinute = headers.TokensPerMinute ?? _headers.TokensPerMinute,
        };
        if (headers.Pause is { } pause)
            Pause(pause);
        GrantWaiters();
    }

    /// <summary>Ends the consecutive rejections.</summary>
    /// <param name="round">The round in which the request was granted.</param>
    public void RecordSuccess(int round)
    {
        if (round == _round)
            _rejectionCount = 0;
    }

    /// <summary>Pauses the model after a rejection by the provider, and learns its limit.</summary>
    public void RecordRejection(
        LinkedListNode<TimeSpan> request, long reservedTokens, MiniMaxRateLimitException rejection, int round)
    {
        _window.RecordRejection(request);
        long countedTokens = Counts.Tokens;
        int acceptedRequests = _window.AcceptedRequestCount;
        string message = rejection.OriginalMessage;
        if (Array.Exists(TokenLimitPhrases, phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase)))
        {
            if (CanLearn(countedTokens - reservedTokens, reservedTokens, TokenLimit))
                _learnedTokens.Lower(countedTokens - reservedTokens, Now);
        }
        else if (CanLearn(acceptedRequests, MinAcceptedRequests, RequestLimit))
        {
            _learnedRequests.Lower(acceptedRequests, Now);
        }

        // Requests that run concurrently are rejected together; their rejections count once.
        if (round == _round)
        {
            _round++;
            _rejectionCount++;
            Pause(rejection.RetryAfter ?? TimeSpan.FromSeconds(
                Math.Min(Math.Pow(2, _rejectionCount - 1), MaxBackoff.TotalSeconds)));
        }
        else if (rejection.RetryAfter is { } retryAfter)
        {
            Pause(retryAfter);
        }
    }

    /// <summary>Removes the reservation of a request that was not sent.</summary>
    public void Refund(long tokens)
    {
        _lastActivity = Now;
        _window.Refund(tokens);
        GrantWaiters();
    }

    /// <summary>Replaces the reservation of a request that was sent by the tokens that it counts.</summary>
    public void EndRequest(long reservedTokens, long tokens)
    {
        _lastActivity = Now;
        _window.EndRequest(reservedTokens, tokens, Now);
        GrantWaiters();
    }

    /// <summary>Rejects all waiting requests.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        foreach (Waiter waiter in _waiters)
            waiter.TrySetResult(null);
        _waiters.Clear();
    }

    private static long GetLowest(long? configured, long? fromHeaders, long? learned) => Math.Min(
        Math.Min(configured ?? long.MaxValue, fromHeaders ?? long.MaxValue), learned ?? long.MaxValue);

    /// <summary>Determines whether the provider accepted enough to show its limit, compared with a known one.</summary>
    private static bool CanLearn(long accepted, long minAccepted, long limit) =>
        accepted >= minAccepted && (limit == long.MaxValue || accepted >= limit / 2);

    private bool CanGrant(long tokens) => Now >= _pauseEnd && Counts.Requests < RequestLimit && FitsTokenLimit(tokens);

    // A request above the limit is sent alone, so that it does not wait forever.
    private bool FitsTokenLimit(long tokens) => Counts.Tokens == 0 || Counts.Tokens + tokens <= TokenLimit;

    private ModelRateLease Grant(long tokens)
    {
        _lastActivity = Now;
        _window.Reserve(tokens);
        return new(this, tokens, _round);
    }

    private void Pause(TimeSpan pause)
    {
        TimeSpan end = Now + (pause < MaxPause ? pause : MaxPause);
        _pauseEnd = end > _pauseEnd ? end : _pauseEnd;
    }

    private void GrantWaiters()
    {
        while (_waiters.First is { } first)
        {
            long tokens = first.Value.Tokens;
            if (CanGrant(tokens))
            {
                _waiters.RemoveFirst();
                first.Value.TrySetResult(Grant(tokens));
            }
            else if (GetNextGrantTime(tokens) is { } time)
            {
                SetTimer(time);
                return;
            }
            else if (!CanGrant(tokens))
            {
                // The end of a request that runs grants it. If it can be granted now, the time has passed meanwhile.
                return;
            }
        }
    }

    /// <summary>Gets the time at which the reason of a wait may end; null if it ends with a request that runs.</summary>
    private TimeSpan? GetNextGrantTime(long tokens) =>
        Now < _pauseEnd ? _pauseEnd
        : Counts.Requests >= RequestLimit ? _window.NextRequestExpiry
        : FitsTokenLimit(tokens) ? null
        : _window.NextTokenExpiry;

    private void SetTimer(TimeSpan time)
    {
        if (_timerTime == time)
            return;
        _timerTime = time;
        // The resolution of timers is a millisecond; one that fires early is set again.
        var dueTime = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((time - Now).TotalMilliseconds)));
        if (_timer is not null)
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            return;
        }

        _timer = options.TimeProvider.CreateTimer(
            static budget => ((ModelRateBudget)budget!).OnTimerElapsed(), this, dueTime, Timeout.InfiniteTimeSpan);
    }

    private void OnTimerElapsed()
    {
        lock (syncRoot)
        {
            _timerTime = null;
            GrantWaiters();
        }
    }

    /// <summary>Represents a request that waits; its result is null if the limiter is disposed.</summary>
    internal sealed class Waiter : TaskCompletionSource<ModelRateLease?>
    {
        private readonly ModelRateBudget _budget;

        public Waiter(ModelRateBudget budget, long tokens)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            _budget = budget;
            Tokens = tokens;
            Node = new(this);
        }

        public long Tokens { get; }

        public LinkedListNode<Waiter> Node { get; }

        /// <summary>Gets or sets the token with which <see cref="Cancel"/> cancels the wait.</summary>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>Removes the request from the queue, unless it was granted.</summary>
        public void Cancel()
        {
            lock (_budget.Lock)
            {
                if (Node.List is null)
                    return;
                _budget._waiters.Remove(Node);
                TrySetCanceled(CancellationToken);
                _budget.GrantWaiters();
            }
        }
    }
}
