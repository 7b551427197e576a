namespace MiniMaxClient;

/// <summary>Options for bulk requests.</summary>
public sealed record BulkOptions
{
    /// <summary>The maximum number of concurrent calls. Range: 1 to 1,024.</summary>
    /// <remarks>
    /// After a rate-limit rejection, the current maximum is halved, down to 1; it increases by 1 after as many successful calls
    /// as it allows.
    /// </remarks>
    /// <value>Default: 16.</value>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>Whether results are returned in the order of the requests instead of the order of completion.</summary>
    /// <value>Default: false.</value>
    public bool InOrder { get; init; }

    /// <summary>
    /// The maximum number of requests that are read from the input and whose results are not yet consumed. Range: 1 to 1,000,000.
    /// </summary>
    /// <remarks>
    /// Bounds the memory if results are consumed slowly, or in order behind a slow response. Also bounds the number of concurrent
    /// calls.
    /// </remarks>
    /// <value>Default: null, which is four times <see cref="MaxConcurrency"/>.</value>
    public int? MaxPendingResults { get; init; }

    /// <summary>
    /// The maximum number of times that a request is sent again after a rate-limit rejection. Range: 0 to 1,000.
    /// </summary>
    /// <remarks>
    /// In addition to the client's own retries. Beyond this number, the result of the request is the exception.
    /// </remarks>
    /// <value>Default: 20.</value>
    public int MaxRequeues { get; init; } = 20;

    /// <summary>
    /// The time for which no request is sent after a rate-limit rejection without <c>Retry-After</c>; it doubles with each
    /// consecutive rejection. Range: zero to 1 hour.
    /// </summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan RateLimitDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The maximum time for which no request is sent, even if <c>Retry-After</c> is longer. Range: zero to 1 day.
    /// </summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan MaxRateLimitDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The number of requests, for the estimated time left of the progress. Range: 0 or more.</summary>
    /// <remarks>
    /// It limits nothing. When the input ends or is stopped, the progress has the number of requests that were sent.
    /// </remarks>
    /// <value>Default: null, which is the count of the input if it is known without enumerating, such as that of a list.</value>
    public long? TotalCount { get; init; }

    /// <summary>Receives the progress after each result or rate-limit rejection; called sequentially, on any thread.</summary>
    /// <remarks>
    /// Also when the end of the input changes <see cref="BulkProgress.Total"/>. An exception that a report throws ends the run. A
    /// report that blocks does not delay calls.
    /// </remarks>
    /// <value>Default: none.</value>
    public IProgress<BulkProgress>? Progress { get; init; }

    /// <summary>The clock for delays and progress.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The maximum number of requests that are running or whose results are not yet consumed.</summary>
    internal int ResultCapacity => MaxPendingResults ?? 4 * MaxConcurrency;

    /// <summary>Validates the options; returns a message for each invalid one.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (MaxConcurrency is < 1 or > 1024)
            yield return $"{nameof(MaxConcurrency)} is {MaxConcurrency}; it must be 1 to 1024.";
        if (MaxPendingResults is < 1 or > 1_000_000)
            yield return $"{nameof(MaxPendingResults)} is {MaxPendingResults}; it must be 1 to 1000000.";
        if (MaxRequeues is < 0 or > 1000)
            yield return $"{nameof(MaxRequeues)} is {MaxRequeues}; it must be 0 to 1000.";
        if (RateLimitDelay < TimeSpan.Zero || RateLimitDelay > TimeSpan.FromHours(1))
            yield return $"{nameof(RateLimitDelay)} is {RateLimitDelay}; it must be zero to an hour.";
        if (MaxRateLimitDelay < TimeSpan.Zero || MaxRateLimitDelay > TimeSpan.FromDays(1))
            yield return $"{nameof(MaxRateLimitDelay)} is {MaxRateLimitDelay}; it must be zero to a day.";
        if (TotalCount < 0)
            yield return $"{nameof(TotalCount)} is {TotalCount}; it must be 0 or more.";
    }
}
