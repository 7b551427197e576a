using System.Net;
using System.Net.Sockets;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A loopback address, kept from others, where no connection comes about.</summary>
internal sealed class LoopbackPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queuedSockets = [];

    private LoopbackPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, port: 0));
        Address = new($"http://{_socket.LocalEndPoint}/");
    }

    public Uri Address { get; }

    /// <summary>An address that refuses connections: the port is taken, but nobody listens.</summary>
    public static LoopbackPort CreateRefusing() => new();

    /// <summary>An address where a connection is neither made nor refused, as behind a firewall that drops packets.</summary>
    /// <remarks>
    /// Linux drops the SYN while the queue of connections that nobody accepts is full; it holds the backlog and one more.
    /// </remarks>
    public static async Task<LoopbackPort> CreateSilentAsync(CancellationToken cancellationToken)
    {
        var port = new LoopbackPort();
        port._socket.Listen(backlog: 0);
        var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port._queuedSockets.Add(filler);
        await filler.ConnectAsync(port._socket.LocalEndPoint!, cancellationToken);
        return port;
    }

    public void Dispose()
    {
        foreach (Socket socket in _queuedSockets)
            socket.Dispose();
        _socket.Dispose();
    }
}
