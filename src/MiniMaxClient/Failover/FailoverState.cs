using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>The state that the calls of a failover client share.</summary>
internal sealed class FailoverState : IDisposable
{
    private readonly CancellationTokenSource _disposalSource = new();
    private readonly bool _shouldDisposeClients;
    private int _isDisposed;

    public FailoverState(IReadOnlyList<IChatCompletionsClient> clients, FailoverOptions options, bool shouldDisposeClients)
    {
        Clients = clients;
        _shouldDisposeClients = shouldDisposeClients;
        Options = options;
        Cooldowns = new(clients.Count, options.CoolDown, options.TimeProvider);
        ILoggerFactory? loggerFactory = options.LoggerFactory
            ?? clients.SelectMany(ProviderClientExtensions.GetProviderClients)
                .Select(static client => client.Options.LoggerFactory)
                .FirstOrDefault(static factory => factory is not null);
        Logger = loggerFactory?.CreateLogger(typeof(FailoverChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        DisposalToken = _disposalSource.Token;
    }

    public IReadOnlyList<IChatCompletionsClient> Clients { get; }

    public FailoverOptions Options { get; }

    public ProviderCooldowns Cooldowns { get; }

    public ILogger Logger { get; }

    /// <summary>Gets the token that is canceled when the client is disposed.</summary>
    public CancellationToken DisposalToken { get; }

    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    /// <summary>Gets the name of a client for the log.</summary>
    public string GetProviderName(int clientIndex) =>
        Clients[clientIndex] is ChatCompletionsClient client
            ? client.Adapter.Name
            : $"{Clients[clientIndex].GetType().Name} {clientIndex + 1}";

    /// <summary>Gets the model that each client requests, which is its default model if the request names none.</summary>
    public IReadOnlyList<string> ResolveModels(ChatCompletionRequest request) =>
        [.. Clients.Select(client => (client as ChatCompletionsClient)?.Options.ResolveModel(request) ?? request.Model)];

    /// <summary>Ends the running calls and disposes the clients if the failover client owns them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _disposalSource.CancelInBackground();
        if (!_shouldDisposeClients)
            return;
        foreach (IChatCompletionsClient client in Clients)
            (client as IDisposable)?.Dispose();
    }
}
