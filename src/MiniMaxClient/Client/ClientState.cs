using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>The state that the calls of a client share.</summary>
internal sealed class ClientState : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _ownsHttp;
    private int _hasWarnedOfTimeout;
    private int _hasWarnedOfCost;
    private int _isClosed;

    public ClientState(IProviderAdapter adapter, HttpClient http, bool ownsHttp, ChatCompletionsClientOptions options)
    {
        Adapter = adapter;
        Http = http;
        _ownsHttp = ownsHttp;
        Options = options;
        Closing = _closing.Token;
        Logger = options.LoggerFactory?.CreateLogger(typeof(ChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        // A default header of the app's HTTP client comes first.
        AsksForGzip = !http.DefaultRequestHeaders.Contains("Accept-Encoding");
        SetsUserAgent = !http.DefaultRequestHeaders.Contains("User-Agent");
        Secrets = (adapter as ProviderAdapter)?.Secrets ?? new();
        Secrets.AddHeaders(http.DefaultRequestHeaders);
        Server = (adapter as ProviderAdapter)?.Endpoint;
        int? places = (adapter as ProviderAdapter)?.MaxConcurrentRequests;
        Pipeline = new(adapter.Name, options.Resilience, places, options.TimeProvider, Logger);
    }

    public IProviderAdapter Adapter { get; }

    public HttpClient Http { get; }

    /// <summary>The secrets of the requests, whoever adds them: the adapter, the caller or the app's HTTP client.</summary>
    public KnownSecrets Secrets { get; }

    public ChatCompletionsClientOptions Options { get; }

    /// <summary>The address of the provider; null where the adapter does not declare it.</summary>
    public Uri? Server { get; }

    /// <summary>Whether requests accept gzip.</summary>
    public bool AsksForGzip { get; }

    /// <summary>Whether requests name this library as the user agent: those of the app's HTTP client name none.</summary>
    public bool SetsUserAgent { get; }

    public TimeProvider Clock => Options.TimeProvider;

    public ILogger Logger { get; }

    public AttemptPipeline Pipeline { get; }

    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Canceled when the client is disposed of.</summary>
    public CancellationToken Closing { get; }

    /// <summary>Warns once of a timeout of the HTTP client.</summary>
    public void WarnOfTimeout()
    {
        if (Http.Timeout != Timeout.InfiniteTimeSpan && Interlocked.Exchange(ref _hasWarnedOfTimeout, 1) == 0)
            Log.HttpClientTimeout(Logger, Adapter.Name, Http.Timeout);
    }

    /// <summary>Warns once that the spend limit does not count calls.</summary>
    public void WarnOfCost(string model)
    {
        if (Interlocked.Exchange(ref _hasWarnedOfCost, 1) == 0)
            Log.CostUnknown(Logger, Adapter.Name, model);
    }

    public ModelPrice? FindPrice(string model) => Options.Prices.Find(model) ?? Options.Prices.Find(Adapter.MapModel(model));

    /// <summary>Ends the calls in progress.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        try
        {
            // An HttpClient that is disposed of lets a response go on whose headers have arrived.
            _closing.Cancel();
        }
        finally
        {
            if (_ownsHttp)
                Http.Dispose();
            _closing.Dispose();
            Pipeline.Dispose();
        }
    }
}
