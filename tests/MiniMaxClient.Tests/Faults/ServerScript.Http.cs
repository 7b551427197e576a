using System.Globalization;
using System.Text;

namespace MiniMaxClient.Tests.Faults;

internal sealed partial class ServerScript
{
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    /// <summary>The head of an answer; <see cref="Send(string)"/> and <see cref="End"/> go on as its framing has it.</summary>
    /// <param name="status">The status, under any name.</param>
    /// <param name="contentType">The type of the body.</param>
    /// <param name="framing">How the body shows its end.</param>
    /// <param name="headers">Further lines, such as <c>Retry-After: 3</c>.</param>
    public static ServerScript Head(int status, string contentType, Framing framing, params string[] headers)
    {
        string[] lines = [$"HTTP/1.1 {status} Status", $"Content-Type: {contentType}", framing.Header!, .. headers];
        return new ServerScript([], framing).Write(string.Join("\r\n", lines) + "\r\n\r\n");
    }

    /// <summary>The head of a stream that is to come.</summary>
    public static ServerScript StreamHead(Framing? framing = null, params string[] headers) =>
        Head(200, "text/event-stream", framing ?? Framing.Chunked, headers);

    /// <summary>A whole stream of events, each written on its own.</summary>
    public static ServerScript Stream(Framing framing, IEnumerable<string> events) => StreamHead(framing).Send(events).End();

    /// <summary>A whole stream of events, chunked.</summary>
    public static ServerScript Stream(params string[] events) => Stream(Framing.Chunked, events);

    /// <summary>A whole answer in JSON, after which the connection stays open.</summary>
    public static ServerScript Json(int status, string body, params string[] headers) =>
        Respond(status, "application/json", body, headers);

    /// <summary>A whole answer of any type, after which the connection stays open.</summary>
    public static ServerScript Respond(int status, string contentType, string body, params string[] headers) =>
        Head(status, contentType, Framing.FromLength(Encoding.UTF8.GetByteCount(body)), headers).Send(body);

    /// <summary>A whole answer whose parts are one chunk each.</summary>
    public static ServerScript Chunked(int status, string contentType, params string[] parts) =>
        Head(status, contentType, Framing.Chunked).Send(parts).End();

    /// <summary>The bytes of one chunk.</summary>
    public static byte[] EncodeChunk(ReadOnlySpan<byte> body)
    {
        byte[] size = Encoding.ASCII.GetBytes(body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        return [.. size, .. body, .. "\r\n"u8];
    }

    /// <summary>Writes a piece of the body as the framing has it.</summary>
    public ServerScript Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Send(string)"/>
    public ServerScript Send(byte[] bytes) => Write(_framing == Framing.Chunked ? EncodeChunk(bytes) : bytes);

    /// <summary>Writes pieces of the body as the framing has it, each on its own.</summary>
    public ServerScript Send(IEnumerable<string> texts) => texts.Aggregate(this, static (script, text) => script.Send(text));

    /// <summary>Writes a piece of the body many times as the framing has it; without end unless a number is given.</summary>
    public ServerScript SendRepeatedly(string text, long times = long.MaxValue)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Repeat(_framing == Framing.Chunked ? EncodeChunk(bytes) : bytes, times);
    }

    /// <summary>Ends the body as the framing has it.</summary>
    public ServerScript End() =>
        _framing == Framing.Chunked ? Write(LastChunk)
        : _framing == Framing.UntilClose ? Close()
        : this;
}
