using System.Globalization;
using System.Text;

namespace MiniMaxClient.Tests.Faults;

internal sealed partial class ServerScript
{
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    /// <summary>Writes the head of a response; <see cref="Send(string)"/> and <see cref="End"/> follow its framing.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="framing">The framing of the body.</param>
    /// <param name="headers">Further lines, such as <c>Retry-After: 3</c>.</param>
    public static ServerScript Head(int status, string contentType, Framing framing, params string[] headers)
    {
        string[] lines = [$"HTTP/1.1 {status} Status", $"Content-Type: {contentType}", framing.Header!, .. headers];
        return new ServerScript([], framing).Write(string.Join("\r\n", lines) + "\r\n\r\n");
    }

    /// <summary>Writes the head of a stream.</summary>
    public static ServerScript StreamHead(Framing? framing = null, params string[] headers) =>
        Head(200, "text/event-stream", framing ?? Framing.Chunked, headers);

    /// <summary>Writes a complete stream, each event in its own write.</summary>
    public static ServerScript Stream(Framing framing, IEnumerable<string> events) => StreamHead(framing).Send(events).End();

    /// <summary>Writes a complete chunked stream.</summary>
    public static ServerScript Stream(params string[] events) => Stream(Framing.Chunked, events);

    /// <summary>Writes a complete JSON response and keeps the connection open.</summary>
    public static ServerScript Json(int status, string body, params string[] headers) =>
        Respond(status, "application/json", body, headers);

    /// <summary>Writes a complete response of any content type and keeps the connection open.</summary>
    public static ServerScript Respond(int status, string contentType, string body, params string[] headers) =>
        Head(status, contentType, Framing.FromLength(Encoding.UTF8.GetByteCount(body)), headers).Send(body);

    /// <summary>Writes a complete response with one chunk for each part.</summary>
    public static ServerScript Chunked(int status, string contentType, params string[] parts) =>
        Head(status, contentType, Framing.Chunked).Send(parts).End();

    /// <summary>Encodes one chunk.</summary>
    public static byte[] EncodeChunk(ReadOnlySpan<byte> body)
    {
        byte[] size = Encoding.ASCII.GetBytes(body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        return [.. size, .. body, .. "\r\n"u8];
    }

    /// <summary>Writes a part of the body in its framing.</summary>
    public ServerScript Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Send(string)"/>
    public ServerScript Send(byte[] bytes) => Write(_framing == Framing.Chunked ? EncodeChunk(bytes) : bytes);

    /// <summary>Writes parts of the body in its framing, each in its own write.</summary>
    public ServerScript Send(IEnumerable<string> texts) => texts.Aggregate(this, static (script, text) => script.Send(text));

    /// <summary>Writes a part of the body repeatedly in its framing; endlessly if no number is given.</summary>
    public ServerScript SendRepeatedly(string text, long times = long.MaxValue)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Repeat(_framing == Framing.Chunked ? EncodeChunk(bytes) : bytes, times);
    }

    /// <summary>Ends the body in its framing.</summary>
    public ServerScript End() =>
        _framing == Framing.Chunked ? Write(LastChunk)
        : _framing == Framing.UntilClose ? Close()
        : this;
}
