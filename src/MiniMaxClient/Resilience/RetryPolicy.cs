using Polly.Retry;

namespace MiniMaxClient.Resilience;

/// <summary>Determines the failures that are retried and the delays before the retries.</summary>
/// <param name="options">The resilience options of the client.</param>
internal sealed class RetryPolicy(ResilienceOptions options)
{
    // All clients receive the same Retry-After; jitter of up to 10 percent spreads their retries.
    private const double MaxJitterRatio = 0.1;

    private static readonly Func<double> JitterRandomizer = new RetryStrategyOptions().Randomizer;

    /// <summary>Gets the reason why a failure is not retried; null if it is retried.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="attemptNumber">The number of the failed attempt, from 1.</param>
    /// <param name="maxRetryAttempts">The maximum number of retries of the call.</param>
    /// <param name="remainingTime">The remaining time of the call.</param>
    public string? FindStopReason(Exception? failure, int attemptNumber, int maxRetryAttempts, TimeSpan remainingTime)
    {
        if (failure is not MiniMaxException { IsTransient: true } e)
            return "the failure is not transient";
        if (IsRejectedLocally(e))
            return "the request was not sent";
        if (e.RetryAfter is { } delay && delay > options.MaxRetryAfter)
            return $"its Retry-After of {delay} exceeds MaxRetryAfter of {options.MaxRetryAfter}";
        if (e.RetryAfter is { } retryAfter && AddJitter(retryAfter, 1) >= remainingTime)
            return $"its Retry-After of {retryAfter} exceeds the remaining time of the call, {remainingTime}";
        return attemptNumber > maxRetryAttempts ? "it was the last attempt" : null;
    }

    /// <summary>Determines whether the client rejected the request before sending it: there is no status.</summary>
    public static bool IsRejectedLocally(MiniMaxException e) =>
        e is MiniMaxServerException { StatusCode: null } or MiniMaxRateLimitException { StatusCode: null };

    /// <summary>Gets the delay that the response requires, or null for the delay of the options.</summary>
    public static TimeSpan? GetRetryAfterDelay(Exception? failure) =>
        failure is MiniMaxException { RetryAfter: { } delay } && delay > TimeSpan.Zero
            ? AddJitter(delay, JitterRandomizer())
            : null;

    private static TimeSpan AddJitter(TimeSpan delay, double jitterFraction) =>
        delay + TimeSpan.FromTicks((long)(delay.Ticks * MaxJitterRatio * jitterFraction));

    /// <summary>Determines whether the circuit breaker counts a failure: the provider failed, not the request.</summary>
    public static bool IsCircuitBreakerFailure(Exception? failure) =>
        failure is (MiniMaxServerException or MiniMaxConnectionException or MiniMaxTimeoutException) and { } e
        && e is not MiniMaxServerException { IsPermanent: true }
        && e is not MiniMaxTimeoutException { Kind: TimeoutKind.Total or TimeoutKind.External };

    /// <summary>
    /// Determines whether an attempt was canceled, timed out or not sent, so that it does not show the provider's state.
    /// </summary>
    public static bool IsInconclusive(Exception? failure) =>
        failure is OperationCanceledException
            or MiniMaxTimeoutException
            or MiniMaxAuthenticationException { StatusCode: null };
}
