using System.Threading.RateLimiting;
using Polly;

namespace MiniMaxClient;

/// <summary>What a client does about failures, by itself and before the first event of an answer.</summary>
/// <remarks>
/// Only what is transient is sent again (<see cref="MiniMaxException.IsTransient"/>), and nothing once an event of the answer
/// was seen.
/// </remarks>
public sealed record ResilienceOptions
{
    /// <summary>Each call is sent once, whatever comes: for a pipeline of the caller's own to take over.</summary>
    public static ResilienceOptions None { get; } = new() { MaxRetryAttempts = 0, CircuitBreaker = null };

    /// <summary>How often a call is sent again: 0 to 10.</summary>
    /// <value>Default: 2.</value>
    public int MaxRetryAttempts { get; init; } = 2;

    /// <summary>The middle of the wait before the first retry, which doubles with each: zero to an hour.</summary>
    /// <remarks>The waits are random, so that clients that failed together do not come back together.</remarks>
    /// <value>Default: 0.5 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait before a retry where the provider names none: zero to an hour.</summary>
    /// <value>Default: 8 seconds.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest wait that is obeyed where the provider names one: zero to a day.</summary>
    /// <remarks>
    /// Beyond it, or beyond what is left of the call's own limit, the call fails at once, with the wait in
    /// <see cref="MiniMaxException.RetryAfter"/>.
    /// </remarks>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When a provider that keeps failing is left alone; null for never.</summary>
    /// <value>Default: its defaults.</value>
    public CircuitBreakerOptions? CircuitBreaker { get; init; } = new();

    /// <summary>The most calls at once, a stream counted until its end: 1 or more; null for the provider's own limit.</summary>
    /// <value>Default: null, which is 5 for ModelsLab and no limit for others.</value>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary>The most calls that wait for a place among those at once: zero or more.</summary>
    /// <remarks>One more fails with <see cref="MiniMaxRateLimitException"/>.</remarks>
    /// <value>Default: 1,000.</value>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>A limiter that each attempt asks for a permit, which it gives back at the end of its answer.</summary>
    /// <remarks>It stays the caller's, and may be shared between clients.</remarks>
    /// <value>Default: none.</value>
    public RateLimiter? RateLimiter { get; init; }

    /// <summary>A pipeline of the caller's own, around this library's retries.</summary>
    /// <remarks>
    /// It sees a call until its answer begins, and its failures as <see cref="MiniMaxException"/>; an open circuit as Polly's own
    /// exception. To replace what this library does rather than to join it, put it into <see cref="None"/>.
    /// </remarks>
    /// <value>Default: none.</value>
    public ResiliencePipeline? Pipeline { get; init; }

    /// <summary>What is wrong with the settings.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (MaxRetryAttempts is < 0 or > 10)
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
