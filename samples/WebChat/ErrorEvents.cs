namespace MiniMaxClient.Samples.WebChat;

/// <summary>Creates the error messages of the page: a description and the action that the user can take.</summary>
internal static class ErrorEvents
{
    public static ErrorEvent ConversationNotFound { get; } = new(
        "This conversation is no longer in memory",
        "The app was restarted, or there are too many newer chats. Start a new chat.");

    public static ErrorEvent ConversationTooLong { get; } = new(
        "This conversation is too long",
        $"A chat can have up to {ConversationStore.MaxConversationMessages} messages and "
            + $"{ConversationStore.MaxConversationImageBytes / (1024 * 1024)} MB of images. Start a new chat.");

    public static ErrorEvent EmptyResponse { get; } = new(
        "The model did not return an answer", "The limit on tool calls was reached. Ask a simpler question.");

    public static ErrorEvent CreateImagesNotSupported(ProviderChoice provider) => new(
        $"{provider.Model} does not read images",
        $"Select another provider than {provider.Name}, or start a new chat without images.");

    public static ErrorEvent FromException(MiniMaxException e, Provider provider)
    {
        string name = provider.Name;
        (string title, string advice) = e switch
        {
            MiniMaxAuthenticationException => (
                $"{name} rejected the API key", $"Set {provider.KeyVariable} to a valid key and restart the app."),
            MiniMaxPermissionException => (
                "The API key has no access to this model", $"Upgrade the plan at {name}, or select another provider."),
            MiniMaxInsufficientCreditsException => (
                $"Insufficient credits at {name}", "Top up the account, or select another provider."),
            MiniMaxNotFoundException => (
                $"{name} does not have this model", "Select another provider."),
            MiniMaxRateLimitException => (
                "Rate limit exceeded", "Wait, or select another provider."),
            MiniMaxContentFilteredException => (
                $"{name} filtered the content", "Its filter rejected the question or the answer. Rephrase the question."),
            MiniMaxStreamInterruptedException => (
                "The answer was interrupted", "The connection was lost. Ask again to get a new answer."),
            MiniMaxTimeoutException { Limit: var limit } => (
                $"{name} timed out",
                (limit > TimeSpan.Zero ? $"The timeout of {limit.TotalSeconds:0} seconds elapsed. " : "")
                    + "Try again, or select another provider."),
            MiniMaxConnectionException => (
                $"{name} cannot be reached", "Check the network, then try again or select another provider."),
            MiniMaxServerException => (
                $"{name} returned a server error", "Try again later, or select another provider."),
            MiniMaxBudgetException => (
                "The spend limit is reached", "Wait for the next window, or raise the limit."),
            MiniMaxInvalidRequestException => (
                "The question was rejected", $"Reason: {e.Message}"),
            _ => (
                "The answer could not be read", "Try again. If the error persists, report it with the details below."),
        };
        return new(title, advice, e.RetryAfter?.TotalSeconds, string.Join(" · ", GetDetails(e)));
    }

    /// <summary>Returns information for the provider's support.</summary>
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
            yield return $"{e.Attempts.Count} attempts";
    }
}
