namespace MiniMaxClient.Samples.Bulk;

/// <summary>A failure that is no request's own: every other one would meet it too, and so it is nobody's result.</summary>
internal static class AccountError
{
    /// <summary>What is wrong; null for a failure of the request's own, or none.</summary>
    public static string? Describe(MiniMaxException? error) => error is MiniMaxBudgetException or MiniMaxInsufficientCreditsException
        or MiniMaxAuthenticationException or MiniMaxPermissionException
        ? error.Message
        : null;
}
