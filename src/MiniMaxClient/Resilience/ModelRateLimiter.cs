using System.Threading.RateLimiting;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;

namespace MiniMaxClient;

/// <summary>Limits the requests and tokens per minute of each model, and learns the limits that a provider enforces.</summary>
/// <remarks>
/// <para>Set it as <see cref="ResilienceOptions.RateLimiter"/>. Clients with keys of the same account share one instance, which
/// the clients do not dispose; all members are thread-safe. Each provider and model has its own budget, in which requests wait
/// in the order of their arrival.</para>
/// <para>At most as many requests as the limit are sent in any 60 seconds, and at most as many tokens are reserved. An attempt
/// reserves an estimate of its tokens, which the usage of the response corrects; the reservation of one that is not sent is
/// removed. A request whose estimate is above the limit is sent when nothing else counts.</para>
/// <para>After a rejection by the provider (429, or MiniMax's codes 1002, 1041 and 2045) the model pauses for the time that the
/// provider names, at most 5 minutes, or else for 1 second, which doubles with each consecutive rejection up to 1 minute. The
/// number that the provider had accepted in the last minute becomes the limit, unless that is less than 5 requests or less than
/// half of a known limit: then the rejection has another reason. It is raised by a tenth after a minute without
/// rejections, and later if raises are rejected. The limits in headers of a response (<c>x-ratelimit-limit-requests</c>,
/// <c>anthropic-ratelimit-tokens-limit</c>, <c>RateLimit-Limit</c> and those that belong to them) apply too. The lowest of these
/// limits counts.</para>
/// <para>As a <see cref="RateLimiter"/>, an acquisition is a request without a model, and the permits are its tokens; zero
/// permits only determine whether a request is possible. The lease needs no disposal.</para>
/// </remarks>
public sealed class ModelRateLimiter : RateLimiter
{
    // Budgets of models that are not in use are removed above this number.
    private const int MaxIdleBudgets = 1000;

    private static readonly ModelReservation WithoutModel = new("", "", 0);

    private readonly object _lock = new();
    private readonly Dictionary<(string Provider, string Model), ModelRateBudget> _budgets = [];
    private readonly KeyValuePair<string, ModelRateLimit>[] _limits;
    private readonly ModelRateLimiterOptions _options;
    private readonly long _startTimestamp;
    private long _grantedCount;
    private long _rejectedCount;
    private bool _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="ModelRateLimiter"/> class.</summary>
    /// <param name="options">The options; null for the defaults, with which all limits are learned.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names each one.</exception>
    public ModelRateLimiter(ModelRateLimiterOptions? options = null)
    {
        _options = options ?? new();
        string[] problems = [.. _options.GetProblems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _limits = [.. _options.Limits];
        _startTimestamp = _options.TimeProvider.GetTimestamp();
    }

    /// <inheritdoc/>
    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_lock)
            {
                if (_budgets.Values.Any(static budget => !budget.IsIdle))
                    return null;
                return _budgets.Values.Select(static budget => budget.IdleDuration)
                    .Append(_options.TimeProvider.GetElapsedTime(_startTimestamp)).Min();
            }
        }
    }

    /// <summary>Gets the numbers of waiting, granted and rejected requests of all models.</summary>
    /// <returns>The statistics; the available permits are the tokens that a request without a model can use now.</returns>
    public override RateLimiterStatistics GetStatistics()
    {
        lock (_lock)
        {
            return new()
            {
                CurrentAvailablePermits = GetBudget(WithoutModel).AvailableTokens,
                CurrentQueuedCount = _budgets.Values.Sum(static budget => (long)budget.WaiterCount),
                TotalSuccessfulLeases = _grantedCount,
                TotalFailedLeases = _rejectedCount,
            };
        }
    }

    /// <summary>Acquires a request and its reserved tokens for an attempt of a client.</summary>
    internal async ValueTask<RateLimitLease> AcquireAsync(ModelReservation reservation, CancellationToken cancellationToken)
    {
        ModelRateBudget.Waiter? waiter;
        long tokens = ModelRateBudget.ClampTokens(reservation.Tokens);
        lock (_lock)
        {
            ModelRateBudget budget = GetBudget(reservation);
            if (budget.TryReserve(tokens) is { } lease)
                return Count(lease);
            waiter = budget.TryEnqueue(tokens);
            if (waiter is null)
                return Count(new EmptyLease(false, budget.GetDelay(tokens) is { Ticks: > 0 } delay ? delay : null));
        }

        waiter.CancellationToken = cancellationToken;
        using (cancellationToken.Register(static waiter => ((ModelRateBudget.Waiter)waiter!).Cancel(), waiter))
        {
            RateLimitLease lease = await waiter.Task.ConfigureAwait(false) ?? (RateLimitLease)new EmptyLease(false);
            lock (_lock)
                return Count(lease);
        }
    }

    /// <summary>Gets the numbers of requests and tokens that count for a model.</summary>
    internal (int Requests, long Tokens) GetCounts(string provider, string model)
    {
        lock (_lock)
            return GetBudget(new(provider, model, 0)).Counts;
    }

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (_lock)
        {
            ModelRateBudget budget = GetBudget(WithoutModel);
            if (permitCount == 0)
                return budget.CanReserve(0) ? new EmptyLease(true) : new EmptyLease(false, budget.GetDelay(0));
            return Count(budget.TryReserve(permitCount) is { } lease
                ? ToPlainLease(lease)
                : new EmptyLease(false, budget.GetDelay(permitCount)));
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        if (permitCount == 0)
            return AttemptAcquireCore(0);
        return ToPlainLease(
            await AcquireAsync(WithoutModel with { Tokens = permitCount }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Rejects the waiting requests; later ones throw.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (ModelRateBudget budget in _budgets.Values)
                budget.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeAsyncCore()
    {
        Dispose(true);
        return base.DisposeAsyncCore();
    }

    private RateLimitLease Count(RateLimitLease lease)
    {
        if (lease.IsAcquired)
            _grantedCount++;
        else
            _rejectedCount++;
        return lease;
    }

    /// <exception cref="ObjectDisposedException">The limiter is disposed.</exception>
    private ModelRateBudget GetBudget(ModelReservation reservation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var key = (reservation.Provider, ModelName.Normalize(reservation.Model));
        if (_budgets.TryGetValue(key, out ModelRateBudget? budget))
            return budget;
        if (_budgets.Count >= MaxIdleBudgets)
        {
            foreach (var idle in _budgets.Where(static pair => pair.Value.IsIdle).ToArray())
            {
                idle.Value.Dispose();
                _budgets.Remove(idle.Key);
            }
        }

        ModelRateLimit limit = _limits.Where(pair => ModelName.IsSame(pair.Key, reservation.Model))
            .Select(static pair => pair.Value).FirstOrDefault() ?? _options.DefaultLimit;
        return _budgets[key] = new(limit, _options, _lock);
    }

    /// <summary>Counts a request that no usage corrects when it ends.</summary>
    private static RateLimitLease ToPlainLease(RateLimitLease lease)
    {
        if (lease is not ModelRateLease reservation)
            return lease;
        reservation.RecordSent();
        reservation.Dispose();
        return reservation;
    }

    /// <summary>Represents a lease without a reservation.</summary>
    private sealed class EmptyLease(bool isAcquired, TimeSpan? retryAfter = null) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => retryAfter is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
