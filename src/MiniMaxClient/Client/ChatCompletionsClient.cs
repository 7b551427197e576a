using MiniMaxClient.Client;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>The client for one provider.</summary>
/// <remarks>One instance serves a whole program: it is safe for any number of calls at once and keeps its connections.</remarks>
public sealed class ChatCompletionsClient : IChatCompletionsClient, IDisposable
{
    private readonly ClientState _state;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="adapter">The provider.</param>
    /// <param name="options">Limits, log and clock.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one that is.</exception>
    public ChatCompletionsClient(IProviderAdapter adapter, ChatCompletionsClientOptions? options = null)
        : this(adapter, ProviderHttpClientFactory.CreateHttpClient, shouldDisposeHttpClient: true, options)
    {
    }

    /// <summary>A client over an <see cref="HttpClient"/> of the caller's, which stays the caller's.</summary>
    /// <remarks>
    /// Its <see cref="HttpClient.Timeout"/> still cuts a call whose headers take longer, 100 seconds by default: set it to
    /// <see cref="Timeout.InfiniteTimeSpan"/>, as <c>AddMiniMaxClient</c> does.
    /// </remarks>
    /// <param name="adapter">The provider.</param>
    /// <param name="httpClient">What sends. Its handler should not follow redirects, so that no key goes to another host.</param>
    /// <param name="options">Limits, log and clock.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one that is.</exception>
    public ChatCompletionsClient(
        IProviderAdapter adapter, HttpClient httpClient, ChatCompletionsClientOptions? options = null)
        : this(adapter, _ => httpClient, shouldDisposeHttpClient: false, options) =>
            ArgumentNullException.ThrowIfNull(httpClient);

    private ChatCompletionsClient(
        IProviderAdapter adapter,
        Func<ChatCompletionsClientOptions, HttpClient> createHttpClient,
        bool shouldDisposeHttpClient,
        ChatCompletionsClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        options ??= new();
        if (options.GetProblems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        Adapter = adapter;
        _state = new(adapter, createHttpClient(options), shouldDisposeHttpClient, options);
    }

    /// <summary>The provider.</summary>
    public IProviderAdapter Adapter { get; }

    /// <summary>Limits, log and clock.</summary>
    internal ChatCompletionsClientOptions Options => _state.Options;

    /// <summary>Cancelled when the client is disposed of.</summary>
    internal CancellationToken DisposalToken => _state.DisposalToken;

    /// <inheritdoc/>
    public async Task<ChatCompletion> CompleteAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest ready = ValidateAndPrepare(request);
        using var call = new ChatCall(_state, CallTelemetry.ChatOperation, ready, new(cancellationToken));
        return await call.CompleteAsync(ready).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        return new ChatStream(_state, ValidateAndPrepare(request), cancellationToken);
    }

    /// <summary>Asks the provider which models it offers.</summary>
    /// <remarks>Prices in the list become those by which <see cref="ChatCompletion.Cost"/> is estimated.</remarks>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        var adapter = Adapter as IModelListAdapter ?? throw new NotSupportedException($"{Adapter.Name} has no model list.");
        using var call = new ChatCall(_state, CallTelemetry.ListModelsOperation, null, new(cancellationToken));
        IReadOnlyList<ModelInfo> models = await call.ExecuteRequestAsync(
            _ => adapter.WriteModelListRequest(), adapter.ReadModelList).ConfigureAwait(false);
        _state.Options.Prices.AddListedPrices(models);
        return models;
    }

    /// <summary>Asks the provider how many tokens a request's prompt would take.</summary>
    /// <param name="request">The request; what is no part of the prompt does not matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentNullException">The request is null.</exception>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TokenCount> CountTokensAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest ready = ValidateAndPrepare(request);
        var adapter = Adapter as ITokenCountAdapter
            ?? throw new NotSupportedException($"{Adapter.Name} has no token count endpoint.");
        using var call = new ChatCall(_state, CallTelemetry.CountTokensOperation, ready, new(cancellationToken));
        return await call.ExecuteRequestAsync(
            body => adapter.WriteTokenCountRequest(ready, body), adapter.ReadTokenCount).ConfigureAwait(false);
    }

    /// <summary>Ends the calls under way, and closes the connections unless they are those of an app's HTTP client.</summary>
    /// <remarks>
    /// Calls under way, streams, retries and queued calls included, end at once with <see cref="ObjectDisposedException"/>, also
    /// over an <see cref="HttpClient"/> of the app's, which itself stays open. So does each further call.
    /// </remarks>
    public void Dispose() => _state.Dispose();

    /// <summary>Refuses a request that this client would not send.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed of.</exception>
    /// <exception cref="MiniMaxInvalidRequestException">The request is wrong.</exception>
    internal void ValidateRequest(ChatCompletionRequest request) => ValidateAndPrepare(request, shouldLogDroppedFields: false);

    /// <summary>The request as it may be sent.</summary>
    private ChatCompletionRequest ValidateAndPrepare(ChatCompletionRequest request, bool shouldLogDroppedFields = true)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        ArgumentNullException.ThrowIfNull(request);
        ModelCapabilities takes = Adapter.GetCapabilities(request.Model ?? "");
        if (_state.Options.UnsupportedFields == UnsupportedFieldHandling.Drop)
        {
            foreach (RequestField field in RequestValidator.GetUnsupportedFields(request, takes).ToArray())
            {
                request = field.RemoveFrom(request);
                if (shouldLogDroppedFields)
                    Log.FieldDropped(_state.Logger, Adapter.Name, field.Name, request.Model);
            }
        }

        MessageRules rules = takes.GetMessageRules(request.Model, Adapter.MapModel(request.Model ?? ""));
        LateSystemMessageHandling late = _state.Options.LateSystemMessages;
        IReadOnlyList<RequestProblem> problems = RequestValidator.ValidateRequest(request, takes, rules, late);
        if (problems.Count == 0)
        {
            ChatCompletionRequest prepared = RequestNormalizer.NormalizeRequest(request, takes, rules, late);
            if (prepared.Messages.Count > 0)
                return prepared;
            problems = [new() { Path = "$.messages", Message = "has no message with content" }];
        }

        throw ErrorFactory.InvalidRequest(Adapter.Name, problems);
    }
}
