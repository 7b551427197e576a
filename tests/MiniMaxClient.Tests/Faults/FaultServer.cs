using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace MiniMaxClient.Tests.Faults;

/// <summary>An HTTP/1.1 server on a free loopback port that plays a script for each request.</summary>
/// <remarks>
/// The emulator answers as providers do; this one fails as networks do, down to the bytes and the RST. What a script or the choice
/// of one throws comes out of <see cref="DisposeAsync"/>. All members may be used from several threads at once.
/// </remarks>
internal sealed class FaultServer : IAsyncDisposable
{
    private readonly object _lock = new();
    private readonly List<FaultRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Channel<FaultRequest> _arrivals = Channel.CreateUnbounded<FaultRequest>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly Func<int, FaultRequest, ServerScript> _choose;
    private readonly Task _accepting;

    private FaultServer(Func<int, FaultRequest, ServerScript> choose)
    {
        _choose = choose;
        _listener.Start();
        BaseAddress = new($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri BaseAddress { get; }

    /// <summary>The requests so far, in the order in which they had come whole.</summary>
    public IReadOnlyList<FaultRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>How many connections were accepted so far.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>Starts a server that chooses a script by the request and its number, the first being 0.</summary>
    public static FaultServer Start(Func<int, FaultRequest, ServerScript> choose) => new(choose);

    /// <summary>Starts a server that plays the scripts in turn, and the last one for every further request.</summary>
    public static FaultServer Start(params ServerScript[] scripts)
    {
        Assert.NotEmpty(scripts);
        return new((index, _) => scripts[Math.Min(index, scripts.Length - 1)]);
    }

    /// <summary>Waits for the next request that no earlier call has returned; it may have arrived already.</summary>
    public Task<FaultRequest> WaitForRequestAsync(CancellationToken cancellationToken) =>
        _arrivals.Reader.ReadAsync(cancellationToken).AsTask();

    /// <summary>Stops at once; connections that are open are reset.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _arrivals.Writer.TryComplete();
        Task[] connections;
        lock (_lock)
            connections = [.. _connections];
        await Task.WhenAll(connections);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                lock (_lock)
                {
                    var connection = new FaultConnection(socket, _connections.Count, _stopping.Token);
                    _connections.Add(connection.RunAsync(ChooseScript));
                }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Nothing waits to be accepted any more.
        }
    }

    private ServerScript ChooseScript(FaultRequest request)
    {
        lock (_lock)
        {
            request.Index = _requests.Count;
            _requests.Add(request);
        }

        _arrivals.Writer.TryWrite(request);
        return _choose(request.Index, request);
    }
}
