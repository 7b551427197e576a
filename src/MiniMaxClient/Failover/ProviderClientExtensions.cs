namespace MiniMaxClient.Failover;

/// <summary>Gets the providers behind a client and their settings, for the features that are built on clients.</summary>
internal static class ProviderClientExtensions
{
    /// <summary>Gets the clients of the providers behind a client; none for another implementation.</summary>
    public static IEnumerable<ChatCompletionsClient> GetProviderClients(this IChatCompletionsClient client) => client switch
    {
        ChatCompletionsClient single => [single],
        FailoverChatCompletionsClient failover => failover.Clients.SelectMany(GetProviderClients),
        _ => [],
    };

    /// <summary>Gets the token that is canceled when a client is disposed; none for another implementation.</summary>
    public static CancellationToken GetDisposalToken(this IChatCompletionsClient client) => client switch
    {
        ChatCompletionsClient single => single.DisposalToken,
        FailoverChatCompletionsClient failover => failover.DisposalToken,
        _ => CancellationToken.None,
    };

    /// <summary>Whether all providers enable sensitive data in telemetry; false for another implementation.</summary>
    public static bool EnablesSensitiveData(this IChatCompletionsClient client) =>
        client.GetProviderClients().ToArray() is { Length: > 0 } clients
        && Array.TrueForAll(clients, static one => one.Options.EnableSensitiveData);

    /// <summary>Gets the options of the first provider; the defaults for another implementation.</summary>
    public static ChatCompletionsClientOptions GetProviderOptions(this IChatCompletionsClient client) =>
        client.GetProviderClients().FirstOrDefault()?.Options ?? new();
}
