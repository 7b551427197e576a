namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Distinguishes failures that are evidence from those of the account, the network or the load.</summary>
internal static class Failures
{
    /// <summary>Determines whether the failure is a rejected request or a response in another form.</summary>
    public static bool IsEvidence(MiniMaxException failure) => failure
        is MiniMaxInvalidRequestException or MiniMaxNotFoundException or MiniMaxInvalidResponseException;

    /// <summary>Determines whether later checks would fail in the same way.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isFirst">Whether it is that of the first completion, which has no optional feature.</param>
    public static bool EndsTarget(MiniMaxException failure, bool isFirst) => failure is MiniMaxInsufficientCreditsException
        || (isFirst && failure is MiniMaxAuthenticationException or MiniMaxPermissionException or MiniMaxConnectionException
            or MiniMaxInvalidRequestException or MiniMaxNotFoundException);

    /// <summary>Returns the reason why a check did not run.</summary>
    public static string Describe(MiniMaxException failure) => failure switch
    {
        MiniMaxBudgetException => SpendCeiling.Reason,
        _ => $"{failure.GetType().Name}: {failure.Message}",
    };
}
