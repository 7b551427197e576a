using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>What all calls of a client share.</summary>
internal sealed class ProviderChannel : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private int _hasWarnedOfTimeout;
    private int _hasWarnedOfCost;

    public ProviderChannel(IProviderAdapter adapter, HttpClient http, ChatCompletionsClientOptions options)
    {
        Adapter = adapter;
        Http = http;
        Options = options;
        Closing = _closing.Token;
        Logger = options.LoggerFactory?.CreateLogger(typeof(ChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        // What the app asks for on all of its HTTP client's requests comes first.
        AsksForGzip = !http.DefaultRequestHeaders.Contains("Accept-Encoding");
        SetsUserAgent = !http.DefaultRequestHeaders.Contains("User-Agent");
        Server = (adapter as ProviderAdapter)?.Endpoint;
        int? places = (adapter as ProviderAdapter)?.MaxConcurrentRequests;
        Pipeline = new(adapter.Name, options.Resilience, places, options.TimeProvider, Logger);
    }

    public IProviderAdapter Adapter { get; }

    public HttpClient Http { get; }

    public ChatCompletionsClientOptions Options { get; }

    /// <summary>Where the provider is; null for an adapter that does not tell it before a request.</summary>
    public Uri? Server { get; }

    /// <summary>Whether answers are asked for in gzip.</summary>
    public bool AsksForGzip { get; }

    /// <summary>Whether requests name this library as the user agent: the app's HTTP client names none.</summary>
    public bool SetsUserAgent { get; }

    public TimeProvider Clock => Options.TimeProvider;

    public ILogger Logger { get; }

    public ProviderPipeline Pipeline { get; }

    /// <summary>Cancelled when the client is disposed of.</summary>
    public CancellationToken Closing { get; }

    /// <summary>The limits on time of a call.</summary>
    public TimeLimits Limits(RequestOptions? options) => new(
        options?.Timeout ?? Options.Timeout,
        options?.HeadersTimeout ?? Options.HeadersTimeout,
        options?.FirstTokenTimeout ?? Options.FirstTokenTimeout,
        options?.IdleTimeout ?? Options.IdleTimeout);

    /// <summary>Warns, once, of a limit that this library knows nothing of otherwise.</summary>
    public void WarnOfTimeout()
    {
        if (Http.Timeout != Timeout.InfiniteTimeSpan && Interlocked.Exchange(ref _hasWarnedOfTimeout, 1) == 0)
            Log.HttpClientTimeout(Logger, Adapter.Name, Http.Timeout);
    }

    /// <summary>Warns, once, that the spend limit is blind to calls.</summary>
    public void WarnOfCost(string model)
    {
        if (Interlocked.Exchange(ref _hasWarnedOfCost, 1) == 0)
            Log.CostUnknown(Logger, Adapter.Name, model);
    }

    /// <summary>A word of an answer's, fit to be shown where the app does not look at it: short, and without keys.</summary>
    public string? Redact(string? word) =>
        Adapter is ProviderAdapter known ? known.Redact(word) : Redaction.Word(word, null);

    public ModelPrice? Price(string model) => Options.Prices.Find(model) ?? Options.Prices.Find(Adapter.MapModel(model));

    /// <summary>Ends the calls under way.</summary>
    public void Close() => _closing.Cancel();

    public void Dispose()
    {
        _closing.Dispose();
        Pipeline.Dispose();
    }
}
