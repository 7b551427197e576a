using System.IO.Compression;
using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A request that a row of the table answers, and what its script is made of.</summary>
/// <param name="request">The request.</param>
/// <param name="provider">The adapter that sent it.</param>
/// <param name="streamed">Whether it asks for a stream.</param>
/// <param name="limit">The limit on time that is to be reached; for an answer, the wait after the finish reason.</param>
/// <param name="tap">What the client reads.</param>
/// <param name="clock">The client's clock.</param>
/// <param name="elsewhere">A server that nobody may ask.</param>
internal sealed class FaultCall(
    FaultRequest request, string provider, bool streamed, TimeSpan limit, ReadTap tap, ManualClock clock, Uri elsewhere)
{
    public const string Key = "key-of-the-table-0123456789";

    /// <summary>The number of the request, from 0.</summary>
    public int Attempt => request.Index;

    public bool IsStream => streamed;

    public Uri Elsewhere => elsewhere;

    public DateTimeOffset Now => clock.GetUtcNow();

    public SampleAnswer Answer { get; } = SampleAnswer.For(provider);

    /// <summary>All parts of the answer's body: the events, or the halves of the plain answer.</summary>
    public string[] Whole => streamed ? [.. Answer.Events] : [Answer.Plain[..Half], Answer.Plain[Half..]];

    /// <summary>The parts with the start of the text.</summary>
    public string[] Start => streamed ? [.. Answer.Start] : [Answer.Plain[..Half]];

    /// <summary>The parts to the finish reason; the end mark, or the end of the framing, is to come.</summary>
    public string[] ToFinish => streamed ? [.. Answer.ToFinish] : Whole;

    /// <summary>What has come of the body when its first 4-byte character is cut in two.</summary>
    public byte[] ToHalfCharacter
    {
        get
        {
            byte[] body = Bytes(Whole);
            return body[..(body.AsSpan().IndexOf("🌍"u8) + 2)];
        }
    }

    private string ContentType => streamed ? "text/event-stream" : "application/json";

    private int Half => Answer.Plain.IndexOf("von", StringComparison.Ordinal);

    public static byte[] Bytes(IEnumerable<string> parts) => Encoding.UTF8.GetBytes(string.Concat(parts));

    /// <summary>Compresses parts; without the end, as far as they have been written.</summary>
    public static byte[] Gzip(IEnumerable<string> parts, bool isWhole = true)
    {
        using var compressed = new MemoryStream();
        using var gzip = new GZipStream(compressed, CompressionLevel.Fastest);
        gzip.Write(Bytes(parts));
        gzip.Flush();
        if (isWhole)
            gzip.Dispose();
        return compressed.ToArray();
    }

    /// <summary>The head of a good answer in the mode that was asked for.</summary>
    public Script Head(Framing? framing = null, params string[] headers) =>
        Script.Head(200, ContentType, framing ?? Framing.Chunked, headers);

    /// <summary>The whole answer in one piece.</summary>
    public Script Good(int status = 200) => Script.Whole(status, ContentType, string.Concat(Whole));

    /// <summary>The head of a good answer and these parts, and then nothing for exactly the limit.</summary>
    public Script Silence(params string[] parts) => Silence(Head(), parts);

    /// <summary>A head and these parts, and then nothing for exactly the limit, once the client waits.</summary>
    public Script Silence(Script head, params string[] parts)
    {
        int length = Bytes(parts).Length;
        return head.Send(parts).Do(async (_, token) =>
        {
            if (await tap.WhenWaiting(length).WaitAsync(token))
                clock.Advance(limit);
        }).UntilClientLeaves();
    }

    /// <summary>Nothing at all, for exactly the limit.</summary>
    public Script NoHeaders() => Script.Empty.Do((_, _) =>
    {
        clock.Advance(limit);
        return Task.CompletedTask;
    }).UntilClientLeaves();

    /// <summary>Sends the head, these parts, and then the same bytes once a second until the limit has passed.</summary>
    /// <remarks>The clock stops at the limit: the call ends on another thread and would read a later time.</remarks>
    public Script Drip(string piece, params string[] parts) => Trickle(
        Head().Send(parts),
        Bytes(parts).Length,
        Enumerable.Repeat(Bytes([piece]), (int)limit.TotalSeconds),
        TimeSpan.FromSeconds(1)).UntilClientLeaves();

    /// <summary>The whole answer byte by byte, ten a second.</summary>
    public Script Trickled() =>
        Trickle(Head(), 0, Bytes(Whole).Select(static one => new[] { one }), TimeSpan.FromSeconds(0.1)).End();

    /// <summary>An error with a body that names its reason.</summary>
    public static Script Error(int status, string message, params string[] headers) =>
        Script.Json(status, $$$"""{"error":{"message":"{{{message}}}"}}""", headers);

    /// <summary>The whole answer and, in the same bytes, the answer to a request that nobody made.</summary>
    public Script Twice()
    {
        string other = Answer.Plain.Replace(SampleAnswer.Text, "Another's answer", StringComparison.Ordinal);
        return Script.Empty.Write(Message(Whole) + Message(other));

        string Message(params string[] parts) =>
            $"HTTP/1.1 200 OK\r\nContent-Type: {ContentType}\r\nContent-Length: {Bytes(parts).Length}\r\n\r\n"
            + string.Concat(parts);
    }

    /// <summary>An error that comes under HTTP 200, as the body or as the only event of a stream.</summary>
    public Script InBand(string json) => streamed ? Script.Stream($"data: {json}\n\n") : Script.Json(200, json);

    /// <summary>Pieces of a body in chunks, for each of which the clock is moved once the client waits for it.</summary>
    private Script Trickle(Script head, int sent, IEnumerable<byte[]> pieces, TimeSpan interval)
    {
        byte[][] all = [.. pieces];
        int next = 0;
        return head.Trickle(all.Select(static piece => (ReadOnlyMemory<byte>)Script.ChunkOf(piece)), async token =>
        {
            if (!await tap.WhenWaiting(sent).WaitAsync(token))
                return false;
            clock.Advance(interval);
            sent += all[next++].Length;
            return true;
        });
    }
}
