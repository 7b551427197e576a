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

    /// <summary>Creates the finding for a behavior that is assumed.</summary>
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

/// <summary>Specifies the result of a check.</summary>
internal enum Outcome
{
    /// <summary>The provider behaves as the library assumes.</summary>
    Confirmed,

    /// <summary>The provider behaves in another way than the library assumes.</summary>
    Different,

    /// <summary>The library does not assume the feature, and the provider does not offer it.</summary>
    NotOffered,

    /// <summary>The check did not run to its end: spend ceiling, a failed prerequisite, a timeout.</summary>
    NotRun,
}

/// <summary>The words for <see cref="Outcome"/>.</summary>
internal static class OutcomeText
{
    public static string ToText(this Outcome outcome) => outcome switch
    {
        Outcome.Confirmed => "confirmed",
        Outcome.Different => "different",
        Outcome.NotOffered => "not offered",
        _ => "not run",
    };
}
