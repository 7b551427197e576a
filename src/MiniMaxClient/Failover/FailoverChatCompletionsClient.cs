using System.Runtime.CompilerServices;
using MiniMaxClient.Errors;
using MiniMaxClient.Failover;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents a client over several providers that fails over to the next one.</summary>
/// <remarks>
/// <para>A call fails over if another provider may succeed: after a failed connection, a timeout, a rate limit that the retries
/// did not resolve, a server error, insufficient credits, a model that was not found, or an invalid response. It does not fail
/// over after an invalid request, an authentication error or filtered content, nor after the first chunk of a stream.</para>
/// <para>A request must be valid for all providers, so that an unsupported field is detected before a provider fails;
/// <see cref="UnsupportedFieldHandling.Drop"/> omits such fields instead. A provider that failed is used last until its cooldown
/// ends. If all providers fail, the last exception is thrown, with the attempts at all of them.</para>
/// <para>All members are thread-safe; one instance can serve a whole application. It does not dispose the clients.</para>
/// </remarks>
public sealed class FailoverChatCompletionsClient : IChatCompletionsClient, IDisposable
{
    private readonly FailoverState _state;

    /// <summary>Initializes a new instance of the <see cref="FailoverChatCompletionsClient"/> class.</summary>
    /// <param name="clients">The clients of the providers, one or more, in the order of their use.</param>
    /// <exception cref="ArgumentNullException"><paramref name="clients"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no client, or a client is null.</exception>
    public FailoverChatCompletionsClient(params IChatCompletionsClient[] clients)
        : this(clients, null)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="FailoverChatCompletionsClient"/> class.</summary>
    /// <param name="clients">The clients of the providers, one or more, in the order of their use.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="clients"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no client, a client is null, or an option is out of range; the message names each one.
    /// </exception>
    public FailoverChatCompletionsClient(IEnumerable<IChatCompletionsClient> clients, FailoverOptions? options)
        : this(clients, options, shouldDisposeClients: false)
    {
    }

    /// <summary>Initializes a new instance that can dispose its clients.</summary>
    internal FailoverChatCompletionsClient(
        IEnumerable<IChatCompletionsClient> clients, FailoverOptions? options, bool shouldDisposeClients)
    {
        ArgumentNullException.ThrowIfNull(clients);
        IChatCompletionsClient[] all = [.. clients];
        if (all.Length == 0 || all.Contains(null))
            throw new ArgumentException("At least one client is required, and no client may be null.", nameof(clients));
        options ??= new();
        if (options.GetProblems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _state = new(all, options, shouldDisposeClients);
    }

    /// <summary>Gets the clients in the order of their use.</summary>
    internal IReadOnlyList<IChatCompletionsClient> Clients => _state.Clients;

    /// <summary>Gets the token that is canceled when the client is disposed.</summary>
    internal CancellationToken DisposalToken => _state.DisposalToken;

    /// <inheritdoc/>
    public async Task<ChatCompletion> CompleteAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ValidateForAllProviders(request);
        var call = new FailoverCall(_state, request, new(cancellationToken));
        await using (call.ConfigureAwait(false))
            return await call.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ValidateForAllProviders(request);
        return EnumerateChunksAsync(request, cancellationToken, CancellationToken.None);
    }

    /// <summary>Disposes the client and ends its running calls.</summary>
    /// <remarks>
    /// Running calls, including streams, immediately throw <see cref="ObjectDisposedException"/>, as does each further call. The
    /// clients are not disposed, except those that <c>AddMiniMaxClient</c> created.
    /// </remarks>
    public void Dispose() => _state.Dispose();

    // Two tokens, so that the exception can carry the canceled one; the compiler would combine them into a third.
    private async IAsyncEnumerable<ChatCompletionChunk> EnumerateChunksAsync(
        ChatCompletionRequest request,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        var call = new FailoverCall(_state, request, new(cancellationToken, enumerationToken));
        await using (call.ConfigureAwait(false))
        {
            while (await call.MoveNextAsync().ConfigureAwait(false))
                yield return call.Current;
        }
    }

    private void ValidateForAllProviders(ChatCompletionRequest request)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        ArgumentNullException.ThrowIfNull(request);
        foreach (IChatCompletionsClient client in _state.Clients)
            (client as ChatCompletionsClient)?.ValidateRequest(request);

        // Clients of the app may not validate the options.
        var problems = new List<RequestProblem>();
        if (request.Options is { } options)
            RequestOptionsValidator.ValidateOptions(
                options, (path, message) => problems.Add(new() { Path = path, Message = message }));
        if (problems.Count > 0)
            throw ErrorFactory.InvalidRequest(null, problems);
    }
}
