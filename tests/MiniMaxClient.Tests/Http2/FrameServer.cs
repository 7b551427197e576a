using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>A server of HTTP/2 without TLS that writes frames by hand, for what Kestrel never sends.</summary>
internal sealed class FrameServer : IAsyncDisposable
{
    private const int PrefaceLength = 24;
    private const byte EndStreamFlag = 1;
    private const byte AckFlag = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Func<Connection, Request, Task> _respond;
    private readonly Task _accepting;
    private int _connections;

    private FrameServer(Func<Connection, Request, Task> respond)
    {
        _respond = respond;
        _listener.Start();
        BaseAddress = new($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>The type of a frame, RFC 9113, section 6.</summary>
    internal enum FrameType : byte
    {
        Data = 0,
        Headers = 1,
        RstStream = 3,
        Settings = 4,
        Ping = 6,
        GoAway = 7,
        WindowUpdate = 8,
    }

    public Uri BaseAddress { get; }

    /// <summary>The bodies of all complete requests, those that were refused included.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The number of connections.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Starts a server.</summary>
    /// <param name="respond">Responds to each complete request, whose number counts from 1.</param>
    public static FrameServer Start(Func<Connection, Request, Task> respond) => new(respond);

    /// <summary>Creates a client of this library's connections that speaks HTTP/2 without negotiation.</summary>
    public ChatCompletionsClient CreateClient(
        ChatCompletionsClientOptions? options = null,
        Action<SocketsHttpHandler>? configure = null,
        string provider = "openai")
    {
        Http2Server.SkipWithoutHttp2();
        var handler = (SocketsHttpHandler)ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit);
        configure?.Invoke(handler);
        var http = new HttpClient(handler)
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return new(Adapters.ForAddress(BaseAddress, provider), http, options ?? new());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
                serving.Add(ServeAsync(socket, Interlocked.Increment(ref _connections)));
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The listener was stopped.
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket socket, int number)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var connection = new Connection(stream, number);
        try
        {
            await stream.ReadExactlyAsync(new byte[PrefaceLength], _stopping.Token);
            await connection.SendAsync(FrameType.Settings, 0, 0, []);
            var bodies = new Dictionary<int, MemoryStream>();
            byte[] header = new byte[9];
            while (true)
            {
                await stream.ReadExactlyAsync(header, _stopping.Token);
                byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header) >> 8];
                await stream.ReadExactlyAsync(payload, _stopping.Token);
                (FrameType type, byte flags) = ((FrameType)header[3], header[4]);
                int id = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5));
                if (type == FrameType.Settings && (flags & AckFlag) == 0)
                    await connection.SendAsync(type, AckFlag, 0, []);
                else if (type == FrameType.Ping && connection.AcknowledgesPings)
                    await connection.SendAsync(type, AckFlag, 0, payload);
                else if (type == FrameType.RstStream)
                    connection.Resets.Enqueue(id);
                else if (type == FrameType.Headers)
                    bodies[id] = new();
                else if (type == FrameType.Data)
                    await bodies[id].WriteAsync(payload);
                if (type == FrameType.Data && payload.Length > 0)
                    await connection.SendAsync(FrameType.WindowUpdate, 0, 0, Connection.ToBytes(payload.Length));
                if (type == FrameType.Data && (flags & EndStreamFlag) != 0)
                    await RespondAsync(connection, id, Encoding.UTF8.GetString(bodies[id].ToArray()));
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has closed the connection.
        }
    }

    private Task RespondAsync(Connection connection, int id, string body)
    {
        _requests.Enqueue(body);
        return _respond(connection, new(id, _requests.Count));
    }

    /// <summary>A complete request.</summary>
    /// <param name="StreamId">Its stream.</param>
    /// <param name="Number">Its number among all requests, counted from 1.</param>
    internal sealed record Request(int StreamId, int Number);

    /// <summary>Writes frames to one connection.</summary>
    internal sealed class Connection(NetworkStream stream, int number)
    {
        private readonly object _writing = new();

        /// <summary>Its number, counted from 1.</summary>
        public int Number => number;

        /// <summary>The streams that the client has reset.</summary>
        public ConcurrentQueue<int> Resets { get; } = new();

        /// <summary>Whether pings are acknowledged.</summary>
        public bool AcknowledgesPings { get; set; } = true;

        /// <summary>Sends status 200 and the media type.</summary>
        public Task SendHeadersAsync(int streamId, string mediaType)
        {
            // HPACK, RFC 7541: index 8 is ":status: 200"; a literal without indexing, whose name is index 31, "content-type".
            byte[] block = [0x88, 0x0f, 0x10, (byte)mediaType.Length, .. Encoding.ASCII.GetBytes(mediaType)];
            const byte EndHeadersFlag = 4;
            return SendAsync(FrameType.Headers, EndHeadersFlag, streamId, block);
        }

        /// <summary>Sends a part of the body.</summary>
        public Task SendDataAsync(int streamId, string text, bool isLast = false) =>
            SendAsync(FrameType.Data, isLast ? EndStreamFlag : (byte)0, streamId, Encoding.UTF8.GetBytes(text));

        /// <summary>Sends a complete response.</summary>
        public async Task SendResponseAsync(int streamId, string mediaType, string body)
        {
            await SendHeadersAsync(streamId, mediaType);
            await SendDataAsync(streamId, body, isLast: true);
        }

        /// <summary>Resets a stream.</summary>
        public Task SendResetAsync(int streamId, Http2Error error) =>
            SendAsync(FrameType.RstStream, 0, streamId, ToBytes((int)error));

        /// <summary>Announces the end of the connection; streams above the last one were not processed.</summary>
        public Task SendGoAwayAsync(int lastStreamId, Http2Error error = Http2Error.NoError) =>
            SendAsync(FrameType.GoAway, 0, 0, [.. ToBytes(lastStreamId), .. ToBytes((int)error)]);

        /// <summary>Closes the connection without an announcement.</summary>
        public void Close() => stream.Dispose();

        internal Task SendAsync(FrameType type, byte flags, int streamId, byte[] payload)
        {
            byte[] header = [.. ToBytes((payload.Length << 8) | (byte)type), flags, .. ToBytes(streamId)];
            lock (_writing)
                stream.Write([.. header, .. payload]);
            return Task.CompletedTask;
        }

        internal static byte[] ToBytes(int value)
        {
            byte[] bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }
}
