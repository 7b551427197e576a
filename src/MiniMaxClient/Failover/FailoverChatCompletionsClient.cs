using System.Runtime.CompilerServices;
using MiniMaxClient.Errors;
using MiniMaxClient.Failover;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>A client over several providers: the next one answers when one is out.</summary>
/// <remarks>
/// The next provider is asked on what it can mend: no connection, a limit on time, a rate limit beyond the first one's patience,
/// a failure of the server, no credits, a model that is missing there, an answer that cannot be read. It is never asked on a
/// wrong request or a refused content, and never once a chunk of an answer was seen. A request must suit all of the providers,
/// so that what would fail while one is out fails in the test too; <see cref="UnsupportedFieldHandling.Drop"/> makes one take
/// what it can. A provider that failed is asked last for a while. Where all fail, the last failure is thrown, with the attempts
/// at all of them. One instance serves a whole program. The clients stay the caller's.
/// </remarks>
public sealed class FailoverChatCompletionsClient : IChatCompletionsClient, IDisposable
{
    private readonly FailoverState _state;

    /// <summary>A client over providers in the order in which they are asked.</summary>
    /// <param name="clients">The clients, one or more.</param>
    /// <exception cref="ArgumentException">There is no client.</exception>
    public FailoverChatCompletionsClient(params IChatCompletionsClient[] clients)
        : this(clients, null)
    {
    }

    /// <summary>A client over providers in the order in which they are asked.</summary>
    /// <param name="clients">The clients, one or more.</param>
    /// <param name="options">Limits, log and clock.</param>
    /// <exception cref="ArgumentException">
    /// There is no client, or an option is out of its range; the message names every one that is.
    /// </exception>
    public FailoverChatCompletionsClient(IEnumerable<IChatCompletionsClient> clients, FailoverOptions? options)
        : this(clients, options, shouldDisposeClients: false)
    {
    }

    /// <summary>A client over providers, whose clients it may dispose of.</summary>
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

    /// <summary>The clients, in the order in which they are asked.</summary>
    internal IReadOnlyList<IChatCompletionsClient> Clients => _state.Clients;

    /// <summary>Cancelled when the client is disposed of.</summary>
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

    /// <summary>Ends the calls under way.</summary>
    /// <remarks>
    /// Calls under way, streams included, end at once with <see cref="ObjectDisposedException"/>, as does each further call. The
    /// clients stay open, except for those that <c>AddMiniMaxClient</c> made.
    /// </remarks>
    public void Dispose() => _state.Dispose();

    // Two tokens, so that the one that was canceled is known: the compiler would join them to a third.
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

        // Clients of somebody else's may look at none of it.
        var problems = new List<RequestProblem>();
        if (request.Options is { } options)
            RequestOptionsValidator.ValidateOptions(
                options, (path, message) => problems.Add(new() { Path = path, Message = message }));
        if (problems.Count > 0)
            throw ErrorFactory.InvalidRequest(null, problems);
    }
}
