using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents what a check found.</summary>
/// <param name="Outcome">The result.</param>
/// <param name="Detail">The observation, or the reason why the check did not run.</param>
/// <param name="Expected">The behavior that the library assumes, if the provider differs.</param>
/// <param name="Exchange">The exchange that shows it; null for none.</param>
internal sealed record Finding(Outcome Outcome, string Detail, string? Expected = null, Exchange? Exchange = null)
{
    public static Finding Confirmed(string detail, Exchange? exchange = null) =>
        new(Outcome.Confirmed, detail, Exchange: exchange);

    public static Finding NotOffered(string detail, Exchange? exchange = null) =>
        new(Outcome.NotOffered, detail, Exchange: exchange);

    public static Finding NotRun(string reason) => new(Outcome.NotRun, reason);

    public static Finding Different(string expected, string actual, Exchange? exchange = null) =>
        new(Outcome.Different, actual, expected, exchange);

    /// <summary>Creates the finding for a behavior that every provider is assumed to have.</summary>
    public static Finding Expect(bool isAsExpected, string expected, string actual, Exchange? exchange = null) =>
        isAsExpected ? Confirmed(actual, exchange) : Different(expected, actual, exchange);

    /// <summary>Creates the finding for a feature that the library assumes for some providers and models only.</summary>
    /// <param name="isAssumed">Whether the library assumes it; null if the library works with both.</param>
    /// <param name="isOffered">Whether the provider offers it.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="exchange">The exchange that shows it.</param>
    public static Finding CompareOffer(bool? isAssumed, bool isOffered, string observation, Exchange exchange) =>
        (isAssumed, isOffered) switch
        {
            (true, false) => Different("offered", observation, exchange),
            (false, true) => Different("not offered", observation, exchange),
            (_, true) => Confirmed(observation, exchange),
            (_, false) => NotOffered(observation, exchange),
        };
}
