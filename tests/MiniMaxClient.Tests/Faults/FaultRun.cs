using MiniMaxClient.Client;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults.Proxies;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A client and the server whose fault it meets.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const double Spread = 1.1;

    private readonly FaultRow _row;
    private readonly Outcome _expected;
    private readonly bool _streamed;
    private readonly string _provider;
    private readonly FaultServer _elsewhere = FaultServer.Start(Script.Json(200, "{}"));
    private readonly ManualClock _clock = new();
    private readonly ReadTap _tap;
    private readonly HttpClient _http;
    private readonly ChatCompletionsClientOptions _options;
    private readonly List<Task> _playing = [];
    private LoopbackPort? _port;
    private bool _isMended;

    private FaultRun(FaultRow row, bool streamed, string provider)
    {
        _row = row;
        _streamed = streamed;
        _provider = provider;
        _expected = row.Outcome(streamed)!;
        _options = row.Options(new()
        {
            TimeProvider = _clock,
            // Several attempts may reach a limit of their own before the whole call reaches its.
            Timeout = _expected.Limit == TimeoutKind.Total ? new ChatCompletionsClientOptions().Timeout : TimeSpan.FromDays(1),
            Resilience = new() { RetryDelay = TimeSpan.Zero, MaxConcurrentRequests = 1, QueueLimit = 0 },
        });
        _tap = new(ProviderConnection.CreateHandler(_options.ConnectTimeout));
        _http = new(_tap) { Timeout = Timeout.InfiniteTimeSpan };
        Server = FaultServer.Start(Choose);
    }

    public FaultServer Server { get; }

    public ChatCompletionsClient Client { get; private set; } = null!;

    /// <summary>How many requests had come when the first chunk of a stream was read; null before it.</summary>
    public int? RequestsBeforeTheFirstChunk { get; private set; }

    /// <summary>The time that has passed on the client's clock.</summary>
    public TimeSpan Elapsed => _clock.GetUtcNow() - ManualClock.Start;

    public int ConnectionsElsewhere => _elsewhere.Connections;

    /// <summary>The limit that the outcome names.</summary>
    public TimeSpan Limit => _expected.Limit switch
    {
        TimeoutKind.Total => _options.Timeout,
        TimeoutKind.Connect => _options.ConnectTimeout,
        TimeoutKind.Headers => _options.HeadersTimeout,
        TimeoutKind.FirstToken => _options.FirstTokenTimeout,
        TimeoutKind.Idle => _options.IdleTimeout,
        // What is waited for an end mark.
        _ => TimeSpan.FromSeconds(5),
    };

    public static async Task<FaultRun> StartAsync(
        FaultRow row, bool streamed, string provider, CancellationToken cancellationToken)
    {
        var run = new FaultRun(row, streamed, provider);
        if (row.Port is { } open)
            run._port = await open(cancellationToken);
        Uri address = run._port?.Address ?? run.Server.BaseAddress;
        run.Client = new(Adapters.At(address, provider, FaultCall.Key), run._http, run._options);
        return run;
    }

    /// <summary>Makes the call, and lets the time pass that a retry waits.</summary>
    public async Task<ChatCompletion> AskAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = _expected.Waits ? _expected.RetryAfter!.Value : TimeSpan.FromDays(100);
        Task waiting = WhenWaiting();
        Task<ChatCompletion> call = _streamed
            ? WatchAsync(Client.StreamAsync(ProxiedCall.Request(), cancellationToken)).ToCompletionAsync(cancellationToken)
            : Client.CompleteAsync(ProxiedCall.Request(), cancellationToken);
        while (await Task.WhenAny(waiting, call) == waiting)
        {
            waiting = WhenWaiting();
            _clock.Advance(wait * Spread);
        }

        return await call;

        Task WhenWaiting() => _clock.WhenTimerStarts(due => due >= wait && due <= wait * Spread);
    }

    /// <summary>Makes one more call, to a server that is whole again.</summary>
    public Task<ChatCompletion> AskAgainAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isMended, true);
        return Client.CompleteAsync(ProxiedCall.Request(), cancellationToken);
    }

    /// <summary>Waits until no script is played any more: each has come to its end, or to that of its connection.</summary>
    public Task WhenQuietAsync(CancellationToken cancellationToken)
    {
        lock (_playing)
            return Task.WhenAll(_playing).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _http.Dispose();
        _port?.Dispose();
        await _elsewhere.DisposeAsync();
        await Server.DisposeAsync();
    }

    private async IAsyncEnumerable<ChatCompletionChunk> WatchAsync(IAsyncEnumerable<ChatCompletionChunk> chunks)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            RequestsBeforeTheFirstChunk ??= Server.Requests.Count;
            yield return chunk;
        }
    }

    private Script Choose(int index, FaultRequest request)
    {
        if (Volatile.Read(ref _isMended))
            return SampleAnswer.For(_provider).ToScript(request);
        var played = new TaskCompletionSource();
        lock (_playing)
            _playing.Add(Task.WhenAny(played.Task, request.WhenClientLeft));
        return _row.Play(new(request, _provider, _streamed, Limit, _tap, _clock, _elsewhere.BaseAddress)).Signal(played);
    }
}
