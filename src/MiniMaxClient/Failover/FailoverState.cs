using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>The state that the calls of a failover client share.</summary>
internal sealed class FailoverState : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _ownsClients;
    private int _isClosed;

    public FailoverState(IReadOnlyList<IChatCompletionsClient> clients, FailoverOptions options, bool ownsClients)
    {
        Clients = clients;
        _ownsClients = ownsClients;
        Options = options;
        Cooldowns = new(clients.Count, options.CoolDown, options.TimeProvider);
        Logger = options.LoggerFactory?.CreateLogger(typeof(FailoverChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        Closing = _closing.Token;
    }

    public IReadOnlyList<IChatCompletionsClient> Clients { get; }

    public FailoverOptions Options { get; }

    public ProviderCooldowns Cooldowns { get; }

    public ILogger Logger { get; }

    /// <summary>Canceled when the client is disposed of.</summary>
    public CancellationToken Closing { get; }

    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Gets the name of a client for the log.</summary>
    public string GetName(int client) =>
        Clients[client] is ChatCompletionsClient one ? one.Adapter.Name : $"{Clients[client].GetType().Name} {client + 1}";

    /// <summary>Ends the calls in progress, and disposes of clients that this one owns.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        _closing.CancelInBackground();
        if (!_ownsClients)
            return;
        foreach (IChatCompletionsClient client in Clients)
            (client as IDisposable)?.Dispose();
    }
}
