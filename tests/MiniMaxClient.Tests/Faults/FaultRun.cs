using MiniMaxClient.Client;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults.Proxies;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A client and the server with the fault of a row.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const double Spread = 1.1;

    private readonly FaultRow _row;
    private readonly Outcome _expected;
    private readonly bool _isStream;
    private readonly string _provider;
    private readonly FaultServer _otherServer = FaultServer.Start(ServerScript.Json(200, "{}"));
    private readonly ManualClock _clock = new();
    private readonly ReadMonitor _readMonitor;
    private readonly HttpClient _http;
    private readonly ChatCompletionsClientOptions _options;
    private readonly List<Task> _runningScripts = [];
    private LoopbackPort? _port;
    private bool _isRepaired;

    private FaultRun(FaultRow row, bool isStream, string provider)
    {
        _row = row;
        _isStream = isStream;
        _provider = provider;
        _expected = row.GetOutcome(isStream)!;
        _options = row.Options(new()
        {
            TimeProvider = _clock,
            // Several attempts may each reach their timeout before the total timeout elapses.
            Timeout = _expected.Limit == TimeoutKind.Total ? new ChatCompletionsClientOptions().Timeout : TimeSpan.FromDays(1),
            Resilience = new() { RetryDelay = TimeSpan.Zero, MaxConcurrentRequests = 1, QueueLimit = 0 },
        });
        _readMonitor = new(ProviderHttpClientFactory.CreateHttpHandler(_options.ConnectTimeout));
        _http = new(_readMonitor) { Timeout = Timeout.InfiniteTimeSpan };
        Server = FaultServer.Start(SelectScript);
    }

    public FaultServer Server { get; }

    public ChatCompletionsClient Client { get; private set; } = null!;

    /// <summary>The number of requests when the first chunk of a stream was received; null before it.</summary>
    public int? RequestsBeforeTheFirstChunk { get; private set; }

    /// <summary>The elapsed time on the client's clock.</summary>
    public TimeSpan Elapsed => _clock.GetUtcNow() - ManualClock.Start;

    public int OtherServerConnections => _otherServer.Connections;

    /// <summary>The duration of the expected timeout.</summary>
    public TimeSpan Limit => _expected.Limit switch
    {
        TimeoutKind.Total => _options.Timeout,
        TimeoutKind.Connect => _options.ConnectTimeout,
        TimeoutKind.Headers => _options.HeadersTimeout,
        TimeoutKind.FirstToken => _options.FirstTokenTimeout,
        TimeoutKind.Idle => _options.IdleTimeout,
        // The timeout for the end of the stream after the finish reason.
        _ => TimeSpan.FromSeconds(5),
    };

    public static async Task<FaultRun> StartAsync(
        FaultRow row, bool isStreamed, string provider, CancellationToken cancellationToken)
    {
        var run = new FaultRun(row, isStreamed, provider);
        if (row.Port is { } open)
            run._port = await open(cancellationToken);
        Uri address = run._port?.Address ?? run.Server.BaseAddress;
        run.Client = new(Adapters.ForAddress(address, provider, FaultCall.Key), run._http, run._options);
        return run;
    }

    /// <summary>Makes the call and advances the clock by the delay of each retry.</summary>
    public async Task<ChatCompletion> CompleteAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = _expected.HasRetryDelay ? _expected.RetryAfter!.Value : TimeSpan.FromDays(100);
        Task waiting = WhenWaiting();
        Task<ChatCompletion> call = _isStream
            ? CountRequestsAsync(Client.StreamAsync(ProxiedCall.CreateRequest(), cancellationToken)).ToCompletionAsync(cancellationToken)
            : Client.CompleteAsync(ProxiedCall.CreateRequest(), cancellationToken);
        while (await Task.WhenAny(waiting, call) == waiting)
        {
            waiting = WhenWaiting();
            _clock.Advance(wait * Spread);
        }

        return await call;

        Task WhenWaiting() => _clock.WhenTimerStarts(due => due >= wait && due <= wait * Spread);
    }

    /// <summary>Makes another call after the fault was removed.</summary>
    public Task<ChatCompletion> CompleteAgainAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isRepaired, true);
        return Client.CompleteAsync(ProxiedCall.CreateRequest(), cancellationToken);
    }

    /// <summary>Waits until all scripts have ended, or their connections have.</summary>
    public Task WaitForIdleAsync(CancellationToken cancellationToken)
    {
        lock (_runningScripts)
            return Task.WhenAll(_runningScripts).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _http.Dispose();
        _port?.Dispose();
        await _otherServer.DisposeAsync();
        await Server.DisposeAsync();
    }

    private async IAsyncEnumerable<ChatCompletionChunk> CountRequestsAsync(IAsyncEnumerable<ChatCompletionChunk> chunks)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            RequestsBeforeTheFirstChunk ??= Server.Requests.Count;
            yield return chunk;
        }
    }

    private ServerScript SelectScript(int index, FaultRequest request)
    {
        if (Volatile.Read(ref _isRepaired))
            return SampleResponse.ForProvider(_provider).ToScript(request);
        var completed = new TaskCompletionSource();
        lock (_runningScripts)
            _runningScripts.Add(Task.WhenAny(completed.Task, request.WhenClientClosed));
        return _row.CreateScript(new(request, _provider, _isStream, Limit, _readMonitor, _clock, _otherServer.BaseAddress)).Signal(completed);
    }
}
