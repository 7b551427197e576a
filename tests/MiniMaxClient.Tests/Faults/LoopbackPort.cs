using System.Net;
using System.Net.Sockets;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A reserved loopback address where connections fail.</summary>
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

    /// <summary>Creates an address that refuses connections: the port is bound, but not listening.</summary>
    public static LoopbackPort CreateRefusing() => new();

    /// <summary>Creates an address that neither accepts nor refuses connections, like a firewall that drops packets.</summary>
    /// <remarks>
    /// Linux drops the SYN while the accept queue is full; the queue holds the backlog and one more connection.
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
