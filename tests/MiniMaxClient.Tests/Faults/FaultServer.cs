using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace MiniMaxClient.Tests.Faults;

/// <summary>An HTTP/1.1 server on a free loopback port that runs a script for each request.</summary>
/// <remarks>
/// The emulator responds like a provider; this server fails like a network, down to the bytes and the RST. An exception of a
/// script, or of its selection, is rethrown by <see cref="DisposeAsync"/>. All members are thread-safe.
/// </remarks>
internal sealed class FaultServer : IAsyncDisposable
{
    private readonly object _lock = new();
    private readonly List<FaultRequest> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Channel<FaultRequest> _arrivals = Channel.CreateUnbounded<FaultRequest>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly Func<int, FaultRequest, ServerScript> _selectScript;
    private readonly Task _accepting;

    private FaultServer(Func<int, FaultRequest, ServerScript> selectScript)
    {
        _selectScript = selectScript;
        _listener.Start();
        BaseAddress = new($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    public Uri BaseAddress { get; }

    /// <summary>The requests so far, in the order in which they were received completely.</summary>
    public IReadOnlyList<FaultRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>The number of connections accepted so far.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>Starts a server that selects a script by the request and its zero-based number.</summary>
    public static FaultServer Start(Func<int, FaultRequest, ServerScript> selectScript) => new(selectScript);

    /// <summary>Starts a server that runs the scripts in order, and the last one for each further request.</summary>
    public static FaultServer Start(params ServerScript[] scripts)
    {
        Assert.NotEmpty(scripts);
        return new((index, _) => scripts[Math.Min(index, scripts.Length - 1)]);
    }

    /// <summary>Waits for the next request that no earlier call has returned; it may have arrived already.</summary>
    public Task<FaultRequest> WaitForRequestAsync(CancellationToken cancellationToken) =>
        _arrivals.Reader.ReadAsync(cancellationToken).AsTask();

    /// <summary>Stops immediately and resets the open connections.</summary>
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
                    _connections.Add(connection.RunAsync(SelectScript));
                }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The listener was stopped.
        }
    }

    private ServerScript SelectScript(FaultRequest request)
    {
        lock (_lock)
        {
            request.Index = _requests.Count;
            _requests.Add(request);
        }

        _arrivals.Writer.TryWrite(request);
        return _selectScript(request.Index, request);
    }
}
