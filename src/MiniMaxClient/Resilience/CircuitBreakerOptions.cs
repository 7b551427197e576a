using static System.FormattableString;

namespace MiniMaxClient;

/// <summary>Represents the options of the circuit breaker of a provider.</summary>
/// <remarks>
/// Server errors, connection errors and the connect, headers and first-token timeouts count as failures. A response that rejects
/// the request counts as a success.
/// </remarks>
public sealed record CircuitBreakerOptions
{
    /// <summary>Gets the ratio of failures to attempts at which the circuit opens: above 0, at most 1.</summary>
    /// <value>Range: above 0 to 1. Default: 0.5.</value>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Gets the minimum number of attempts within the sampling duration for the circuit to open: 2 or more.</summary>
    /// <value>Range: 2 or more. Default: 20.</value>
    public int MinimumThroughput { get; init; } = 20;

    /// <summary>Gets the duration over which attempts are counted: 500 milliseconds to a day.</summary>
    /// <value>Range: 0.5 seconds to 1 day. Default: 30 seconds.</value>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the duration for which the circuit stays open before it is half-open: 500 milliseconds to a day.</summary>
    /// <remarks>
    /// A half-open circuit allows one attempt and rejects others until the first chunk of its stream or, for a non-streaming
    /// call, its complete response has arrived.
    /// </remarks>
    /// <value>Range: 0.5 seconds to 1 day. Default: 15 seconds.</value>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets a message for each invalid option.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (!(FailureRatio is > 0 and <= 1))
            yield return Invariant($"CircuitBreaker.FailureRatio is {FailureRatio}; it must be above 0 and at most 1.");
        if (MinimumThroughput < 2)
            yield return $"CircuitBreaker.MinimumThroughput is {MinimumThroughput}; it must be 2 or more.";
        if (!IsValidDuration(SamplingDuration))
            yield return $"CircuitBreaker.SamplingDuration is {SamplingDuration}; it must be {DurationRange}.";
        if (!IsValidDuration(BreakDuration))
            yield return $"CircuitBreaker.BreakDuration is {BreakDuration}; it must be {DurationRange}.";
    }

    private const string DurationRange = "00:00:00.5 to a day";

    private static bool IsValidDuration(TimeSpan duration) =>
        duration >= TimeSpan.FromSeconds(0.5) && duration <= TimeSpan.FromDays(1);
}
