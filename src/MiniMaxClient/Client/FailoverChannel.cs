using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MiniMaxClient.Client;

/// <summary>What all calls of a client with several providers share.</summary>
internal sealed class FailoverChannel(IReadOnlyList<IChatCompletionsClient> clients, FailoverOptions options)
{
    public IReadOnlyList<IChatCompletionsClient> Clients { get; } = clients;

    public FailoverOptions Options { get; } = options;

    public ProviderRests Rests { get; } = new(clients.Count, options.CoolDown, options.TimeProvider);

    public ILogger Logger { get; } =
        options.LoggerFactory?.CreateLogger(typeof(FailoverChatCompletionsClient).FullName!) ?? NullLogger.Instance;

    /// <summary>What a client is called in the log.</summary>
    public string Name(int client) =>
        Clients[client] is ChatCompletionsClient one ? one.Adapter.Name : $"{Clients[client].GetType().Name} {client + 1}";
}
