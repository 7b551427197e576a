using static System.FormattableString;

namespace MiniMaxClient;

/// <summary>When a provider that keeps failing is left alone for a while.</summary>
/// <remarks>
/// What counts are failures of the provider: of the server, of the connection, of the limits on connecting, headers and first
/// token. An answer that refuses the request counts as life.
/// </remarks>
public sealed record CircuitBreakerOptions
{
    /// <summary>The share of failures from which on the circuit opens: above 0, at most 1.</summary>
    /// <value>Default: 0.5.</value>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>The fewest attempts within the sampling duration that say anything: 2 or more.</summary>
    /// <value>Default: 20.</value>
    public int MinimumThroughput { get; init; } = 20;

    /// <summary>How far back attempts are counted: 500 milliseconds to a day.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit stays open before one attempt tries it: 500 milliseconds to a day.</summary>
    /// <remarks>
    /// Until that attempt has begun to be answered, which a plain call is only with its whole answer, no other is made.
    /// </remarks>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What is wrong with the settings.</summary>
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
