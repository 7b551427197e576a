using System.Net;
using System.Net.Sockets;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>A client, its connections and the response of the server.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly HttpClient _http;
    private readonly IContender _contender;
    private readonly PreparedResponse _answer;
    private readonly bool _isStreaming;

    private int _connections;

    public Loopback(Competitor entrant, Uri server, Route route, Version? version = null)
    {
        Entrant = entrant;
        _http = CreateHttpClient(version, () => Interlocked.Increment(ref _connections));
        _contender = entrant.Create(_http, route.ToUri(server), Prompt.Question);
        _answer = route.CreateResponse(entrant.Grammar);
        _isStreaming = route.Chunks > 0;
    }

    /// <summary>The client.</summary>
    public Competitor Entrant { get; }

    /// <summary>The number of connections that were opened.</summary>
    public int Connections => _connections;

    /// <summary>Connections as every client gets them.</summary>
    /// <param name="version">The version of HTTP; null for 1.1.</param>
    /// <param name="onConnection">The action to call when a connection is opened.</param>
    public static HttpClient CreateHttpClient(Version? version = null, Action? onConnection = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            EnableMultipleHttp2Connections = true,
            ConnectCallback = async (context, token) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, token);
                onConnection?.Invoke();
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        // The certificate is one that the server has just made.
        handler.SslOptions.RemoteCertificateValidationCallback =
            static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        return new(handler)
        {
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Calls once and checks that everything was read.</summary>
    public async Task CallAsync(Action? onFirst = null) =>
        Entrant.Verify(_answer, _isStreaming ? await _contender.StreamAsync(onFirst) : await _contender.CompleteAsync());

    /// <summary>Lets callers call until the time is over.</summary>
    /// <returns>The result.</returns>
    public async Task<Load> RunAsync(int callers, TimeSpan atLeast)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long started = TimeProvider.System.GetTimestamp();
        int[] calls = await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            var count = 0;
            do
            {
                await CallAsync();
                count++;
            }
            while (TimeProvider.System.GetElapsedTime(started) < atLeast);
            return count;
        }));
        return new(calls.Sum(), TimeProvider.System.GetElapsedTime(started), Environment.CpuUsage.TotalTime - processor);
    }

    public void Dispose()
    {
        _contender.Dispose();
        _http.Dispose();
    }

    /// <summary>The load that all callers caused together.</summary>
    /// <param name="Calls">The calls.</param>
    /// <param name="Elapsed">The time that passed.</param>
    /// <param name="Processor">The time that this process took of the processors.</param>
    public readonly record struct Load(int Calls, TimeSpan Elapsed, TimeSpan Processor);
}
