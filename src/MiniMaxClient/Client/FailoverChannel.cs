using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MiniMaxClient.Client;

/// <summary>What all calls of a client with several providers share.</summary>
internal sealed class FailoverChannel : IDisposable
{
    private readonly CancellationTokenSource _closing = new();

    public FailoverChannel(IReadOnlyList<IChatCompletionsClient> clients, FailoverOptions options)
    {
        Clients = clients;
        Options = options;
        Rests = new(clients.Count, options.CoolDown, options.TimeProvider);
        Logger = options.LoggerFactory?.CreateLogger(typeof(FailoverChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        Closing = _closing.Token;
    }

    public IReadOnlyList<IChatCompletionsClient> Clients { get; }

    public FailoverOptions Options { get; }

    public ProviderRests Rests { get; }

    public ILogger Logger { get; }

    /// <summary>Cancelled when the client is disposed of.</summary>
    public CancellationToken Closing { get; }

    /// <summary>Ends the calls under way.</summary>
    public void Dispose() => _closing.CancelInBackground();

    /// <summary>What a client is called in the log.</summary>
    public string Name(int client) =>
        Clients[client] is ChatCompletionsClient one ? one.Adapter.Name : $"{Clients[client].GetType().Name} {client + 1}";
}
