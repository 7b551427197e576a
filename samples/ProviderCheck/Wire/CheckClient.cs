using System.Text.Json.Nodes;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Sends the requests of the checks through the library, and returns failures instead of throwing them.</summary>
internal sealed class CheckClient : IDisposable
{
    /// <summary>A key that no provider has issued, so that the real one is not sent in a check of errors.</summary>
    private const string InvalidKey = "invalid-key-of-provider-check";

    private readonly ExchangeHandler _handler;
    private readonly HttpClient _http;
    private readonly ChatCompletionsClient _client;
    private readonly ChatCompletionsClient _clientWithInvalidKey;
    private readonly ModelPrices _prices = new();
    private readonly string _model;
    private bool _isForbidden;

    /// <param name="target">The provider.</param>
    /// <param name="transport">The handler that sends and records.</param>
    /// <param name="spending">The spend ceiling.</param>
    /// <param name="timeProvider">The clock.</param>
    public CheckClient(Target target, HttpMessageHandler transport, SpendCeiling spending, TimeProvider timeProvider)
    {
        Adapter = target.CreateAdapter(target.Key);
        _handler = new(transport);
        _http = new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _model = target.Model;
        TimeProvider = timeProvider;
        Price = target.Price ?? SpendCeiling.AssumedPrice;
        var options = new ChatCompletionsClientOptions
        {
            // A retry may be charged, and the errors that checks provoke must not open a circuit breaker.
            Resilience = ResilienceOptions.None,
            Prices = _prices,
            LoggerFactory = Warnings,
            TimeProvider = timeProvider,
        };
        // A rejected key costs nothing, so that its check runs after the ceiling is reached, too.
        _clientWithInvalidKey = new(target.CreateAdapter(InvalidKey), _http, options);
        _client = new(Adapter, _http, options with { SpendLimit = spending.Limit });
    }

    public ProviderAdapter Adapter { get; }

    public WarningLog Warnings { get; } = new();

    /// <summary>Gets the client, for calls that are more than one request.</summary>
    public ChatCompletionsClient Client => _client;

    public TimeProvider TimeProvider { get; }

    public IReadOnlyCollection<string>? LimitHeaders => _handler.LimitHeaders;

    /// <summary>Gets whether the last call received a response.</summary>
    public bool HasResponse => _handler.Last is not null;

    public int LostResponseCount => _handler.LostResponseCount;

    /// <summary>Gets or sets the price with which costs are estimated that the provider does not report.</summary>
    public ModelPrice Price
    {
        get => _prices[_model];
        set => _prices[_model] = value;
    }

    /// <summary>Sends a non-streaming request, whose JSON can be changed after the library has validated it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <param name="edit">The change; null for none.</param>
    /// <param name="isErrorExpected">Whether the request has to fail, so that a missing permission is evidence, too.</param>
    /// <exception cref="MiniMaxException">The failure says nothing about the provider; see <see cref="Failures"/>.</exception>
    public Task<Exchange> CompleteAsync(
        ChatCompletionRequest request,
        CancellationToken cancellationToken,
        Action<JsonObject>? edit = null,
        bool isErrorExpected = false) =>
        SendAsync(
            () => _client.CompleteAsync(request, cancellationToken), edit, failure => isErrorExpected && IsRefusal(failure));

    /// <summary>Sends a request with an invalid key.</summary>
    public Task<Exchange> CompleteWithInvalidKeyAsync(ChatCompletionRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            () => _clientWithInvalidKey.CompleteAsync(request, cancellationToken),
            edit: null,
            failure => failure is MiniMaxAuthenticationException || IsRefusal(failure));

    /// <summary>Sends a streaming request.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public async Task<Exchange> StreamAsync(
        ChatCompletionRequest request,
        CancellationToken cancellationToken,
        Action<JsonObject>? edit = null,
        bool isErrorExpected = false)
    {
        List<ChatCompletionChunk> chunks = [];
        Exchange exchange = await SendAsync(
            () => _client.StreamAsync(request, cancellationToken).ToCompletionAsync(chunks.Add, cancellationToken),
            edit,
            failure => isErrorExpected && IsRefusal(failure));
        return exchange with { Chunks = chunks };
    }

    /// <summary>Runs calls of the library, such as structured output.</summary>
    public Task<Exchange> SendAsync(Func<Task<ChatCompletion>> send) => SendAsync(send, edit: null, static _ => false);

    public void Dispose()
    {
        _client.Dispose();
        _clientWithInvalidKey.Dispose();
        _http.Dispose();
    }

    // Where other requests are forbidden as well, a refusal says nothing about the error that a check provokes.
    private bool IsRefusal(MiniMaxException failure) => failure is MiniMaxPermissionException && !_isForbidden;

    private async Task<Exchange> SendAsync(
        Func<Task<ChatCompletion>> send, Action<JsonObject>? edit, Func<MiniMaxException, bool> isExpected)
    {
        _handler.Start(edit);
        try
        {
            ChatCompletion completion = await send();
            return new(_handler.Last, completion, null);
        }
        catch (MiniMaxException e) when (Failures.IsEvidence(e) || isExpected(e))
        {
            return new(_handler.Last, null, e);
        }
        catch (MiniMaxPermissionException)
        {
            _isForbidden = true;
            throw;
        }
        finally
        {
            _handler.Edit = null;
        }
    }
}
