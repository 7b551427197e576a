namespace MiniMaxClient.Failover;

/// <summary>Gets from a client what features above it share with its calls.</summary>
internal static class ProviderClientExtensions
{
    /// <summary>Gets the clients of the providers behind a client; none for a client of another library.</summary>
    public static IEnumerable<ChatCompletionsClient> GetProviderClients(this IChatCompletionsClient client) => client switch
    {
        ChatCompletionsClient one => [one],
        FailoverChatCompletionsClient several => several.Clients.SelectMany(GetProviderClients),
        _ => [],
    };

    /// <summary>Gets the token that is cancelled when a client is disposed of; none for a client of another library.</summary>
    public static CancellationToken GetDisposalToken(this IChatCompletionsClient client) => client switch
    {
        ChatCompletionsClient one => one.DisposalToken,
        FailoverChatCompletionsClient several => several.DisposalToken,
        _ => CancellationToken.None,
    };

    /// <summary>Gets the options of the first provider; the defaults for a client of another library.</summary>
    public static ChatCompletionsClientOptions GetProviderOptions(this IChatCompletionsClient client) =>
        client.GetProviderClients().FirstOrDefault()?.Options ?? new();
}
