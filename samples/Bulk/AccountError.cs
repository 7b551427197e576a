namespace MiniMaxClient.Samples.Bulk;

/// <summary>Detects errors of the account, which affect every request and therefore are not the result of a single one.</summary>
internal static class AccountError
{
    /// <summary>Returns the message of an account error; null for other errors and for none.</summary>
    public static string? Describe(MiniMaxException? error) =>
        error is MiniMaxBudgetException or MiniMaxInsufficientCreditsException
            or MiniMaxAuthenticationException or MiniMaxPermissionException
            ? error.Message
            : null;
}
