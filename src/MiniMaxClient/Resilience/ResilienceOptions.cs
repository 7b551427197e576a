using System.Threading.RateLimiting;
using Polly;

namespace MiniMaxClient;

/// <summary>Represents the options for retries, the circuit breaker and the limiters of a client.</summary>
/// <remarks>
/// The client retries transient failures (<see cref="MiniMaxException.IsTransient"/>) only, and never after the first chunk of a
/// response has arrived.
/// </remarks>
public sealed record ResilienceOptions
{
    /// <summary>Gets options without retries and without a circuit breaker, for an application that has its own.</summary>
    public static ResilienceOptions None { get; } = new() { MaxRetryAttempts = 0, CircuitBreaker = null };

    /// <summary>Gets the maximum number of retries of a call: 0 to 10.</summary>
    /// <value>Range: 0 to 10. Default: 2.</value>
    public int MaxRetryAttempts { get; init; } = 2;

    /// <summary>Gets the median delay before the first retry, which doubles with each further retry: zero to an hour.</summary>
    /// <remarks>The delays have jitter, so that clients that failed at the same time do not retry at the same time.</remarks>
    /// <value>Range: zero to 1 hour. Default: 0.5 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>Gets the maximum delay before a retry if the response has no <c>Retry-After</c>: zero to an hour.</summary>
    /// <value>Range: zero to 1 hour. Default: 8 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Gets the maximum <c>Retry-After</c> of a response after which a retry is sent: zero to a day.</summary>
    /// <remarks>
    /// If the response requires a longer delay, or one longer than the remaining time of the call, the call fails immediately,
    /// with the delay in <see cref="MiniMaxException.RetryAfter"/>.
    /// </remarks>
    /// <value>Range: zero to 1 day. Default: 30 seconds.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the options of the circuit breaker; null for no circuit breaker.</summary>
    /// <value>Default: a <see cref="CircuitBreakerOptions"/> with its defaults.</value>
    public CircuitBreakerOptions? CircuitBreaker { get; init; } = new();

    /// <summary>Gets the maximum number of concurrent requests: 1 or more; null for the provider's own limit.</summary>
    /// <remarks>A streaming request counts until its stream ends.</remarks>
    /// <value>Range: 1 or more. Default: null, which is 5 for ModelsLab and no limit for others.</value>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>Gets the maximum number of requests that wait for the concurrency limit: zero or more.</summary>
    /// <remarks>A request beyond it fails with <see cref="MiniMaxRateLimitException"/>.</remarks>
    /// <value>Range: zero or more. Default: 1,000.</value>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>Gets a limiter from which each attempt acquires a permit until its response or stream ends.</summary>
    /// <remarks>Clients can share it; the client does not dispose it.</remarks>
    /// <value>Default: none.</value>
    public RateLimiter? RateLimiter { get; init; }

    /// <summary>Gets a pipeline of the application, which executes the calls outside the retries of the client.</summary>
    /// <remarks>
    /// An execution ends with the response or with the first chunk of a stream. It throws <see cref="MiniMaxException"/>, or
    /// Polly's exception if the circuit is open. To use the pipeline instead of the client's retries and circuit breaker, set it
    /// on <see cref="None"/>.
    /// </remarks>
    /// <value>Default: none.</value>
    public ResiliencePipeline? Pipeline { get; init; }

    /// <summary>Gets a message for each invalid option.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (MaxRetryAttempts is < 0 or > RetryRange.Maximum)
            yield return $"MaxRetryAttempts is {MaxRetryAttempts}; it must be 0 to 10.";
        if (!IsFromZeroTo(RetryDelay, TimeSpan.FromHours(1)))
            yield return $"RetryDelay is {RetryDelay}; it must be zero to an hour.";
        if (!IsFromZeroTo(MaxRetryDelay, TimeSpan.FromHours(1)))
            yield return $"MaxRetryDelay is {MaxRetryDelay}; it must be zero to an hour.";
        if (!IsFromZeroTo(MaxRetryAfter, TimeSpan.FromDays(1)))
            yield return $"MaxRetryAfter is {MaxRetryAfter}; it must be zero to a day.";
        if (MaxConcurrentRequests < 1)
            yield return $"MaxConcurrentRequests is {MaxConcurrentRequests}; it must be 1 or more.";
        if (QueueLimit < 0)
            yield return $"QueueLimit is {QueueLimit}; it must be zero or more.";
        foreach (string problem in CircuitBreaker?.GetProblems() ?? [])
            yield return problem;
    }

    private static bool IsFromZeroTo(TimeSpan time, TimeSpan max) => time >= TimeSpan.Zero && time <= max;
}
