using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Client;

/// <summary>Represents the state that the calls of a client share.</summary>
internal sealed class ClientState : IDisposable
{
    private readonly CancellationTokenSource _disposalSource = new();
    private readonly bool _shouldDisposeHttpClient;
    private int _hasWarnedAboutTimeout;
    private int _hasWarnedAboutUnknownCost;
    private int _isDisposed;

    public ClientState(
        IProviderAdapter adapter, HttpClient http, bool shouldDisposeHttpClient, ChatCompletionsClientOptions options)
    {
        Adapter = adapter;
        Http = http;
        _shouldDisposeHttpClient = shouldDisposeHttpClient;
        Options = options;
        DisposalToken = _disposalSource.Token;
        Logger = options.LoggerFactory?.CreateLogger(typeof(ChatCompletionsClient).FullName!) ?? NullLogger.Instance;
        // Default headers of the app's HTTP client take precedence.
        ShouldAcceptGzip = !http.DefaultRequestHeaders.Contains("Accept-Encoding");
        ShouldSetUserAgent = !http.DefaultRequestHeaders.Contains("User-Agent");
        Secrets = (adapter as ProviderAdapter)?.Secrets ?? new();
        Secrets.AddHeaders(http.DefaultRequestHeaders);
        ServerUri = (adapter as ProviderAdapter)?.EndpointWithoutQuery;
        int? maxConcurrentRequests = (adapter as ProviderAdapter)?.MaxConcurrentRequests;
        UsesLatestConventions = Telemetry.UsesLatestConventions();
        Warnings = new(adapter, Logger, options.TimeProvider, Secrets);
        Pipeline = new(adapter.Name, options.Resilience, maxConcurrentRequests, options.TimeProvider, Logger);
    }

    public IProviderAdapter Adapter { get; }

    public HttpClient Http { get; }

    /// <summary>The secrets that the adapter and the default headers of the HTTP client add to requests.</summary>
    public KnownSecrets Secrets { get; }

    public ChatCompletionsClientOptions Options { get; }

    /// <summary>The address of the provider; null if the adapter does not declare it.</summary>
    public Uri? ServerUri { get; }

    /// <summary>Whether requests accept gzip.</summary>
    public bool ShouldAcceptGzip { get; }

    /// <summary>Whether requests name this library as the user agent.</summary>
    public bool ShouldSetUserAgent { get; }

    /// <summary>Whether telemetry has the latest names of the conventions for generative AI.</summary>
    public bool UsesLatestConventions { get; }

    public TimeProvider Clock => Options.TimeProvider;

    public ILogger Logger { get; }

    public ModelWarnings Warnings { get; }

    public AttemptPipeline Pipeline { get; }

    public TokenEstimator TokenEstimator { get; } = new();

    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    /// <summary>Canceled when the client is disposed.</summary>
    public CancellationToken DisposalToken { get; }

    /// <summary>Logs a warning, once, if the HTTP client has a timeout of its own.</summary>
    public void WarnAboutHttpClientTimeout()
    {
        if (Http.Timeout != Timeout.InfiniteTimeSpan && Interlocked.Exchange(ref _hasWarnedAboutTimeout, 1) == 0)
            Log.HttpClientTimeout(Logger, Adapter.Name, Http.Timeout);
    }

    /// <summary>Logs a warning, once, that the spend limit does not count calls whose cost is unknown.</summary>
    public void WarnAboutUnknownCost(string model)
    {
        if (Interlocked.Exchange(ref _hasWarnedAboutUnknownCost, 1) == 0)
            Log.CostUnknown(Logger, Adapter.Name, model);
    }

    public ModelPrice? FindPrice(string model) =>
        Options.Prices.Find(model, Adapter.Name) ?? Options.Prices.Find(Adapter.MapModel(model), Adapter.Name);

    /// <summary>Cancels the calls in progress and releases the HTTP client that this library created.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        try
        {
            // Disposing an HttpClient does not cancel a response whose headers have arrived.
            _disposalSource.Cancel();
        }
        finally
        {
            if (_shouldDisposeHttpClient)
                Http.Dispose();
            _disposalSource.Dispose();
            Pipeline.Dispose();
        }
    }
}
