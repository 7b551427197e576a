using Polly.Retry;

namespace MiniMaxClient.Resilience;

/// <summary>Decides which failures are retried, and after how long.</summary>
/// <param name="options">The client's settings.</param>
internal sealed class RetryPolicy(ResilienceOptions options)
{
    // A provider names the same wait to all clients; up to a tenth more at random spreads their retries.
    private const double MaxJitterRatio = 0.1;

    private static readonly Func<double> JitterRandomizer = new RetryStrategyOptions().Randomizer;

    /// <summary>Whether a failure is retried.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="remainingTime">The remaining time of the call.</param>
    public bool ShouldRetry(Exception? failure, TimeSpan remainingTime) =>
        failure is MiniMaxException { IsTransient: true } e
        && e is not MiniMaxTimeoutException { Kind: TimeoutKind.Total }
        && !IsRejectedLocally(e)
        && (e.RetryAfter is not { } wait || (wait <= options.MaxRetryAfter && AddJitter(wait, 1) < remainingTime));

    /// <summary>Gets the wait that the provider asked for; null for the usual one.</summary>
    public static TimeSpan? GetRetryAfterDelay(Exception? failure) =>
        failure is MiniMaxException { RetryAfter: { } wait } && wait > TimeSpan.Zero
            ? AddJitter(wait, JitterRandomizer())
            : null;

    /// <summary>Lengthens a wait by a share of the spread.</summary>
    private static TimeSpan AddJitter(TimeSpan wait, double jitterFraction) =>
        wait + TimeSpan.FromTicks((long)(wait.Ticks * MaxJitterRatio * jitterFraction));

    /// <summary>Whether a failure speaks of the provider's health and not of the request.</summary>
    public static bool IsProviderOutage(Exception? failure) =>
        failure is (MiniMaxServerException or MiniMaxConnectionException or MiniMaxTimeoutException) and { } e
        && e is not MiniMaxServerException { IsPermanent: true }
        && e is not MiniMaxTimeoutException { Kind: TimeoutKind.Total or TimeoutKind.External };

    /// <summary>Whether an attempt ended before the provider's health showed: by the caller, or by a limit on the call.</summary>
    public static bool IsInconclusive(Exception? failure) => failure is OperationCanceledException or MiniMaxTimeoutException;

    /// <summary>Whether this client rejected the request before it was sent.</summary>
    private static bool IsRejectedLocally(MiniMaxException e) =>
        e is MiniMaxServerException { StatusCode: null } or MiniMaxRateLimitException { StatusCode: null };
}
