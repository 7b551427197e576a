using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>What all calls of a client with several providers share.</summary>
internal sealed class FailoverState : IDisposable
{
    private readonly CancellationTokenSource _closing = new();

    public FailoverState(IReadOnlyList<IChatCompletionsClient> clients, FailoverOptions options)
    {
        Clients = clients;
        Options = options;
        Cooldowns = new(clients.Count, options.CoolDown, options.TimeProvider);
        Logger = options.LoggerFactory?.CreateLogger(typeof(FailoverChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        Closing = _closing.Token;
    }

    public IReadOnlyList<IChatCompletionsClient> Clients { get; }

    public FailoverOptions Options { get; }

    public ProviderCooldowns Cooldowns { get; }

    public ILogger Logger { get; }

    /// <summary>Cancelled when the client is disposed of.</summary>
    public CancellationToken Closing { get; }

    /// <summary>Ends the calls under way.</summary>
    public void Dispose() => _closing.CancelInBackground();

    /// <summary>What a client is called in the log.</summary>
    public string Name(int client) =>
        Clients[client] is ChatCompletionsClient one ? one.Adapter.Name : $"{Clients[client].GetType().Name} {client + 1}";
}
