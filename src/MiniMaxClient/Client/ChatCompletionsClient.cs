using System.Buffers;
using MiniMaxClient.Client;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>The client for one provider.</summary>
/// <remarks>One instance serves a whole program: it is safe for any number of calls at once and keeps its connections.</remarks>
public sealed class ChatCompletionsClient : IChatCompletionsClient, IDisposable
{
    private readonly ProviderChannel _channel;
    private readonly bool _ownsHttp;
    private bool _isDisposed;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="adapter">The provider.</param>
    /// <param name="options">Limits, log and clock.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one that is.</exception>
    public ChatCompletionsClient(IProviderAdapter adapter, ChatCompletionsClientOptions? options = null)
        : this(adapter, ProviderConnection.CreateClient, ownsHttp: true, options)
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
        : this(adapter, _ => httpClient, ownsHttp: false, options) => ArgumentNullException.ThrowIfNull(httpClient);

    private ChatCompletionsClient(
        IProviderAdapter adapter,
        Func<ChatCompletionsClientOptions, HttpClient> createHttp,
        bool ownsHttp,
        ChatCompletionsClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        options ??= new();
        if (options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        Adapter = adapter;
        _ownsHttp = ownsHttp;
        _channel = new(adapter, createHttp(options), options);
    }

    /// <summary>The provider.</summary>
    public IProviderAdapter Adapter { get; }

    /// <summary>Limits, log and clock.</summary>
    internal ChatCompletionsClientOptions Options => _channel.Options;

    /// <summary>Cancelled when the client is disposed of.</summary>
    internal CancellationToken Closing => _channel.Closing;

    /// <inheritdoc/>
    public async Task<ChatCompletion> CompleteAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest ready = Check(request);
        using var call = new ProviderCall(_channel, ready, ready.Options, new(cancellationToken));
        try
        {
            return call.Take(await call.CompleteAsync().ConfigureAwait(false));
        }
        catch (Exception e) when (call.Translate(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest ready = Check(request);
        return new ChunkStream(
            enumerationToken => new ProviderCall(_channel, ready, ready.Options, new(cancellationToken, enumerationToken)));
    }

    /// <summary>Asks the provider which models it offers.</summary>
    /// <remarks>Prices in the list become those by which <see cref="ChatCompletion.Cost"/> is estimated.</remarks>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var adapter = Adapter as IModelListAdapter ?? throw new NotSupportedException($"{Adapter.Name} has no list of models.");
        IReadOnlyList<ModelInfo> models = await AskAsync(
            _ => adapter.WriteModelListRequest(), adapter.ReadModelList, null, cancellationToken).ConfigureAwait(false);
        _channel.Options.Prices.Take(models);
        return models;
    }

    /// <summary>Asks the provider how many tokens a request's prompt would take.</summary>
    /// <param name="request">The request; what is no part of the prompt does not matter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentNullException">The request is null.</exception>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<TokenCount> CountTokensAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest ready = Check(request);
        var adapter = Adapter as ITokenCountAdapter ?? throw new NotSupportedException($"{Adapter.Name} has no count of tokens.");
        return AskAsync(
            body => adapter.WriteTokenCountRequest(ready, body), adapter.ReadTokenCount, ready.Options, cancellationToken);
    }

    /// <summary>Ends the calls under way, and closes the connections unless they are those of an app's HTTP client.</summary>
    /// <remarks>
    /// Calls under way, streams, retries and queued calls included, end at once with <see cref="ObjectDisposedException"/>, also
    /// over an <see cref="HttpClient"/> of the app's, which itself stays open. So does each further call.
    /// </remarks>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        try
        {
            // An HttpClient that is disposed of lets a response go on whose headers have arrived.
            _channel.Close();
        }
        finally
        {
            if (_ownsHttp)
                _channel.Http.Dispose();
            _channel.Dispose();
        }
    }

    private async Task<T> AskAsync<T>(
        Func<IBufferWriter<byte>, ProviderRequest> write,
        Func<ProviderResponse, T> read,
        RequestOptions? options,
        CancellationToken cancellationToken)
        where T : class
    {
        using var call = new ProviderCall(_channel, null, options, new(cancellationToken));
        try
        {
            return await call.ReadAsync(write, read).ConfigureAwait(false);
        }
        catch (Exception e) when (call.Translate(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Refuses a request that this client would not send.</summary>
    /// <exception cref="ObjectDisposedException">The client is disposed of.</exception>
    /// <exception cref="MiniMaxInvalidRequestException">The request is wrong.</exception>
    internal void Validate(ChatCompletionRequest request) => Check(request, static _ => { });

    /// <summary>The request as it may be sent.</summary>
    private ChatCompletionRequest Check(ChatCompletionRequest request) =>
        Check(request, field => Log.FieldDropped(_channel.Logger, Adapter.Name, field.Name, request.Model));

    private ChatCompletionRequest Check(ChatCompletionRequest request, Action<RequestField> onDrop)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(request);
        ModelCapabilities takes = Adapter.GetCapabilities(request.Model ?? "");
        if (_channel.Options.UnsupportedFields == UnsupportedFields.Drop)
        {
            foreach (RequestField field in RequestCheck.Unsupported(request, takes).ToArray())
            {
                request = field.Drop(request);
                onDrop(field);
            }
        }

        MessageRules rules = takes.GetMessageRules(request.Model, Adapter.MapModel(request.Model ?? ""));
        LateSystemMessageHandling late = _channel.Options.LateSystemMessages;
        IReadOnlyList<RequestProblem> problems = RequestCheck.Find(request, takes, rules, late);
        if (problems.Count == 0)
        {
            ChatCompletionRequest prepared = RequestPreparation.Prepare(request, takes, rules, late);
            if (prepared.Messages.Count > 0)
                return prepared;
            problems = [new("$.messages", "has no message with content")];
        }

        throw ErrorFactory.InvalidRequest(Adapter.Name, problems);
    }
}
