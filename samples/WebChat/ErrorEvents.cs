namespace MiniMaxClient.Samples.WebChat;

/// <summary>Errors as a person needs them: what happened and what to do.</summary>
internal static class ErrorEvents
{
    public static ErrorEvent ConversationNotFound { get; } = new(
        "This conversation is no longer in memory", "The app was started anew, or many came after it. Begin a new chat.");

    public static ErrorEvent EmptyResponse { get; } = new(
        "The model did not come to an answer", "It called tools again and again. Ask for less at once.");

    public static ErrorEvent FromException(MiniMaxException e, Provider provider)
    {
        string name = provider.Name;
        (string title, string advice) = e switch
        {
            MiniMaxAuthenticationException => (
                $"{name} does not take the key", $"Put a valid key into {provider.KeyVariable} and start the app again."),
            MiniMaxPermissionException => (
                "The key may not use this model", $"Ask {name} for another plan, or choose another provider."),
            MiniMaxInsufficientCreditsException => (
                $"The credits at {name} are used up", "Top up the account there, or choose another provider."),
            MiniMaxNotFoundException => (
                $"{name} does not have this model", "Choose another provider."),
            MiniMaxRateLimitException => (
                "Too many questions at once", "Wait a little, or choose another provider."),
            MiniMaxContentFilteredException => (
                $"{name} will not answer this", "Its filter stopped the question or the answer. Say it in another way."),
            MiniMaxStreamInterruptedException => (
                "The answer broke off", "The connection was lost on the way. Ask again; that begins a new answer."),
            MiniMaxTimeoutException { Limit: var limit } => (
                $"{name} took too long",
                (limit > TimeSpan.Zero ? $"The limit of {limit.TotalSeconds:0} seconds was reached. " : "")
                    + "Try again, or choose another provider."),
            MiniMaxConnectionException => (
                $"{name} cannot be reached", "Check the network, then try again or choose another provider."),
            MiniMaxServerException => (
                $"{name} is in trouble", "Try again in a moment, or choose another provider."),
            MiniMaxBudgetException => (
                "The limit on money is reached", "Wait for the next window, or raise the limit."),
            MiniMaxInvalidRequestException => (
                "The question was refused", $"The reason given: {e.Message}"),
            _ => (
                "The answer could not be read", "Try again. If it stays so, report it with the line below."),
        };
        return new(title, advice, e.RetryAfter?.TotalSeconds, string.Join(" · ", GetDetails(e)));
    }

    /// <summary>What the provider's support asks for.</summary>
    private static IEnumerable<string> GetDetails(MiniMaxException e)
    {
        if (e.Provider is { } provider)
            yield return provider;
        if (e.StatusCode is { } status)
            yield return $"HTTP {status}";
        if (e.ProviderCode is { } code)
            yield return $"code {code}";
        if (e.RequestId is { } request)
            yield return $"request {request}";
        if (e.Attempts.Count > 1)
            yield return $"asked {e.Attempts.Count} times";
    }
}
