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

    /// <param name="target">The provider.</param>
    /// <param name="transport">The handler that sends and records.</param>
    /// <param name="spending">The spend ceiling.</param>
    /// <param name="timeProvider">The clock.</param>
    public CheckClient(Target target, HttpMessageHandler transport, SpendCeiling spending, TimeProvider timeProvider)
    {
        Adapter = target.CreateAdapter(target.Key);
        _handler = new(transport);
        _http = new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new ChatCompletionsClientOptions
        {
            // The errors that checks provoke must not open it.
            Resilience = new() { CircuitBreaker = null },
            SpendLimit = spending.Limit,
            Prices = SpendCeiling.CreatePrices(Adapter, target.Model),
            LoggerFactory = Warnings,
            TimeProvider = timeProvider,
        };
        _client = new(Adapter, _http, options);
        _clientWithInvalidKey = new(target.CreateAdapter(InvalidKey), _http, options);
    }

    public ProviderAdapter Adapter { get; }

    public WarningLog Warnings { get; } = new();

    /// <summary>Gets the client, for calls that are more than one request.</summary>
    public ChatCompletionsClient Client => _client;

    public IReadOnlyCollection<string> LimitHeaders => _handler.LimitHeaders;

    /// <summary>Sends a non-streaming request, whose JSON can be changed after the library has validated it.</summary>
    /// <exception cref="MiniMaxException">The failure says nothing about the provider; see <see cref="Unrelated"/>.</exception>
    public Task<Exchange> CompleteAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken, Action<JsonObject>? edit = null) =>
        SendAsync(() => _client.CompleteAsync(request, cancellationToken), edit);

    /// <summary>Sends a request with an invalid key.</summary>
    public Task<Exchange> CompleteWithInvalidKeyAsync(ChatCompletionRequest request, CancellationToken cancellationToken) =>
        SendAsync(() => _clientWithInvalidKey.CompleteAsync(request, cancellationToken), edit: null, isKeyInvalid: true);

    /// <summary>Sends a streaming request.</summary>
    public async Task<Exchange> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken, Action<JsonObject>? edit = null)
    {
        List<ChatCompletionChunk> chunks = [];
        Exchange exchange = await SendAsync(
            () => _client.StreamAsync(request, cancellationToken).ToCompletionAsync(chunks.Add, cancellationToken), edit);
        return exchange with { Chunks = chunks };
    }

    /// <summary>Runs calls of the library, such as structured output.</summary>
    public Task<Exchange> SendAsync(Func<Task<ChatCompletion>> send) => SendAsync(send, edit: null);

    public void Dispose()
    {
        _client.Dispose();
        _clientWithInvalidKey.Dispose();
        _http.Dispose();
    }

    private async Task<Exchange> SendAsync(
        Func<Task<ChatCompletion>> send, Action<JsonObject>? edit, bool isKeyInvalid = false)
    {
        _handler.Start(edit);
        try
        {
            ChatCompletion completion = await send();
            return new(_handler.Last, completion, null);
        }
        catch (MiniMaxException e) when (isKeyInvalid || !Unrelated.Contains(e))
        {
            return new(_handler.Last, null, e);
        }
        finally
        {
            _handler.Edit = null;
        }
    }
}
