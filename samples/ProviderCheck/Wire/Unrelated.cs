namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Distinguishes failures that say nothing about an assumption: the account, the network, the load.</summary>
internal static class Unrelated
{
    /// <summary>Determines whether no check can interpret the failure.</summary>
    public static bool Contains(MiniMaxException failure) => failure
        is MiniMaxBudgetException or MiniMaxInsufficientCreditsException or MiniMaxAuthenticationException
        or MiniMaxRateLimitException or MiniMaxConnectionException or MiniMaxTimeoutException;

    /// <summary>Determines whether later checks would fail in the same way.</summary>
    public static bool EndsRun(MiniMaxException failure) => failure
        is MiniMaxInsufficientCreditsException or MiniMaxConnectionException or MiniMaxAuthenticationException;

    /// <summary>Returns the reason why a check did not run.</summary>
    public static string Describe(MiniMaxException failure) => failure switch
    {
        MiniMaxBudgetException => SpendCeiling.Reason,
        _ => $"{failure.GetType().Name}: {failure.Message}",
    };
}
