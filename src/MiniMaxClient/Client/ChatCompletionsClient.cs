using MiniMaxClient.Client;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents a client for the chat completions of one provider.</summary>
/// <remarks>An instance is thread-safe and pools its connections; create one per provider and reuse it.</remarks>
public sealed class ChatCompletionsClient : IChatCompletionsClient, IDisposable
{
    private readonly ClientState _state;

    /// <summary>Initializes a client that creates and owns its <see cref="HttpClient"/>.</summary>
    /// <param name="adapter">The adapter of the provider.</param>
    /// <param name="options">The options of the client. Default: those of <see cref="ChatCompletionsClientOptions"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="adapter"/> is null.</exception>
    /// <exception cref="ArgumentException">Options are out of range; the message lists all of them.</exception>
    public ChatCompletionsClient(IProviderAdapter adapter, ChatCompletionsClientOptions? options = null)
        : this(adapter, ProviderHttpClientFactory.CreateHttpClient, shouldDisposeHttpClient: true, options)
    {
    }

    /// <summary>Initializes a client that sends its requests with an <see cref="HttpClient"/> of the caller.</summary>
    /// <remarks>
    /// The caller owns <paramref name="httpClient"/>. Its <see cref="HttpClient.Timeout"/>, 100 seconds by default, applies until
    /// the response headers arrive: set it to <see cref="Timeout.InfiniteTimeSpan"/>, as <c>AddMiniMaxClient</c> does.
    /// </remarks>
    /// <param name="adapter">The adapter of the provider.</param>
    /// <param name="httpClient">
    /// The HTTP client. Its handler should not follow redirects, so that no API key is sent to another host.
    /// </param>
    /// <param name="options">The options of the client. Default: those of <see cref="ChatCompletionsClientOptions"/>.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="adapter"/> or <paramref name="httpClient"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException">Options are out of range; the message lists all of them.</exception>
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

    /// <summary>Gets the adapter of the provider.</summary>
    public IProviderAdapter Adapter { get; }

    internal ChatCompletionsClientOptions Options => _state.Options;

    /// <summary>Gets the token that is canceled when the client is disposed.</summary>
    internal CancellationToken DisposalToken => _state.DisposalToken;

    /// <inheritdoc/>
    public async Task<ChatCompletion> CompleteAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest prepared = ValidateAndPrepare(request);
        using var call = new ChatCall(_state, CallTelemetry.ChatOperation, prepared, new(cancellationToken));
        return await call.CompleteAsync(prepared).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        return new ChatStream(_state, ValidateAndPrepare(request), cancellationToken);
    }

    /// <summary>Lists the models of the provider.</summary>
    /// <remarks>
    /// Adds the prices in the list to <see cref="ChatCompletionsClientOptions.Prices"/>, from which
    /// <see cref="ChatCompletion.Cost"/> is estimated.
    /// </remarks>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The models.</returns>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before or during the call.</exception>
    public async Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        var adapter = Adapter as IModelListAdapter ?? throw new NotSupportedException($"{Adapter.Name} has no model list.");
        using var call = new ChatCall(_state, CallTelemetry.ListModelsOperation, null, new(cancellationToken));
        IReadOnlyList<ModelInfo> models = await call.ExecuteRequestAsync(
            _ => adapter.WriteModelListRequest(), adapter.ReadModelList).ConfigureAwait(false);
        // Most model lists have no prices, and do not replace those of a price list.
        if (ModelInfo.GetPrices(models) is { Count: > 0 } prices)
            _state.Options.Prices.AddListedPrices(Adapter.Name, prices);
        return models;
    }

    /// <summary>Lists the prices of the provider's models: AIML API and RunAPI.</summary>
    /// <remarks>
    /// Adds them to <see cref="ChatCompletionsClientOptions.Prices"/>, for calls to this provider. A price that was set takes
    /// precedence.
    /// </remarks>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>
    /// The prices by the provider's model id. A model whose price is unknown, or is in an unknown unit or currency, is omitted.
    /// </returns>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before or during the call.</exception>
    public async Task<IReadOnlyDictionary<string, ModelPrice>> ListPricesAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        var adapter = Adapter as IPriceListAdapter ?? throw new NotSupportedException($"{Adapter.Name} has no price list.");
        using var call = new ChatCall(_state, CallTelemetry.ListPricesOperation, null, new(cancellationToken));
        IReadOnlyDictionary<string, ModelPrice> prices = await call.ExecuteRequestAsync(
            _ => adapter.WritePriceListRequest(), adapter.ReadPriceList).ConfigureAwait(false);
        _state.Options.Prices.AddListedPrices(Adapter.Name, prices);
        return prices;
    }

    /// <summary>
    /// Gets the balance of the account: money, or the usage windows of a plan at MiniMax.
    /// </summary>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The balance.</returns>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before or during the call.</exception>
    public async Task<AccountBalance> GetBalanceAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        var adapter = Adapter as IBalanceAdapter ?? throw new NotSupportedException($"{Adapter.Name} has no balance endpoint.");
        using var call = new ChatCall(_state, CallTelemetry.GetBalanceOperation, null, new(cancellationToken));
        return await call.ExecuteRequestAsync(adapter.WriteBalanceRequest, adapter.ReadBalance).ConfigureAwait(false);
    }

    /// <summary>Counts the prompt tokens of a request at the provider, without creating a completion.</summary>
    /// <param name="request">The request. Only the fields that belong to the prompt are counted.</param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The number of tokens.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before or during the call.</exception>
    public async Task<TokenCount> CountTokensAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest prepared = ValidateAndPrepare(request);
        var adapter = Adapter as ITokenCountAdapter
            ?? throw new NotSupportedException($"{Adapter.Name} has no token count endpoint.");
        using var call = new ChatCall(_state, CallTelemetry.CountTokensOperation, prepared, new(cancellationToken));
        return await call.ExecuteRequestAsync(
            body => adapter.WriteTokenCountRequest(prepared, body), adapter.ReadTokenCount).ConfigureAwait(false);
    }

    /// <summary>
    /// Cancels the calls in progress, and disposes the <see cref="HttpClient"/> unless the caller passed it to the constructor.
    /// </summary>
    /// <remarks>
    /// Calls in progress, including streams, retries and queued calls, end immediately with
    /// <see cref="ObjectDisposedException"/>. Further calls throw it as well.
    /// </remarks>
    public void Dispose() => _state.Dispose();

    /// <summary>Creates a client over the same connections whose calls are single attempts and independent.</summary>
    internal ChatCompletionsClient WithoutResilience() =>
        new(Adapter, _state.Http, Options with { Resilience = ResilienceOptions.None });

    /// <summary>Validates a request without sending it.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed.</exception>
    /// <exception cref="MiniMaxInvalidRequestException">The request is invalid.</exception>
    internal void ValidateRequest(ChatCompletionRequest request) => ValidateAndPrepare(request, shouldLog: false);

    /// <summary>Validates a request and normalizes it for the provider.</summary>
    private ChatCompletionRequest ValidateAndPrepare(ChatCompletionRequest request, bool shouldLog = true)
    {
        ObjectDisposedException.ThrowIf(_state.IsDisposed, this);
        ArgumentNullException.ThrowIfNull(request);
        string model = _state.Options.ResolveModel(request);
        if (model != request.Model)
            request = request with { Model = model };
        ModelCapabilities capabilities = Adapter.GetCapabilities(model);
        request = RequestNormalizer.NormalizeSettings(request, capabilities, Adapter.MapModel(model));
        IEnumerable<RequestField> dropped = OptionalFieldFilter.GetUnsupportedFields(request, capabilities);
        if (_state.Options.UnsupportedFields == UnsupportedFieldHandling.Drop)
            dropped = dropped.Union(RequestValidator.GetUnsupportedFields(request, capabilities));
        foreach (RequestField field in dropped.ToArray())
        {
            if (shouldLog)
                _state.Warnings.ReportDroppedField(field.Name, request);
            request = field.RemoveFrom(request);
        }

        MessageRules rules = capabilities.GetMessageRules(model, Adapter.MapModel(model));
        LateSystemMessageHandling lateSystemMessages = _state.Options.LateSystemMessages;
        IReadOnlyList<RequestProblem> problems =
            RequestValidator.ValidateRequest(request, capabilities, rules, lateSystemMessages);
        if (problems.Count == 0)
        {
            if (!capabilities.SupportsCacheControl && CacheMarkers.HasAny(request))
            {
                if (shouldLog)
                    _state.Warnings.ReportDroppedField("cache_control", request);
                request = CacheMarkers.RemoveAll(request);
            }

            ChatCompletionRequest prepared =
                RequestNormalizer.NormalizeRequest(request, capabilities, rules, lateSystemMessages);
            bool isCachedAutomatically = capabilities.SupportsCacheControl
                && (request.Options?.PromptCaching ?? _state.Options.PromptCaching) == PromptCaching.Automatic;
            if (prepared.Messages.Count > 0)
                return isCachedAutomatically ? CacheMarkers.AddMarkers(prepared) : prepared;
            problems = [new() { Path = "$.messages", Message = "has no message with content" }];
        }

        throw ErrorFactory.InvalidRequest(Adapter.Name, problems);
    }
}
