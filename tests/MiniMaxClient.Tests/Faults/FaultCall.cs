using System.IO.Compression;
using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A request that a row of the table answers, and what its script is made of.</summary>
/// <param name="request">The request.</param>
/// <param name="provider">The adapter that sent it.</param>
/// <param name="isStream">Whether it asks for a stream.</param>
/// <param name="limit">The limit on time that is to be reached; for an answer, the wait after the finish reason.</param>
/// <param name="tap">What the client reads.</param>
/// <param name="clock">The client's clock.</param>
/// <param name="otherServer">A server that nobody may ask.</param>
internal sealed class FaultCall(
    FaultRequest request, string provider, bool isStream, TimeSpan limit, ReadMonitor tap, ManualClock clock, Uri otherServer)
{
    public const string Key = "key-of-the-table-0123456789";

    /// <summary>The number of the request, from 0.</summary>
    public int Attempt => request.Index;

    public bool IsStream => isStream;

    public Uri OtherServer => otherServer;

    public DateTimeOffset Now => clock.GetUtcNow();

    public SampleResponse Sample { get; } = SampleResponse.ForProvider(provider);

    /// <summary>All parts of the answer's body: the events, or the halves of the plain answer.</summary>
    public string[] AllParts => isStream ? [.. Sample.Events] : [Sample.Body[..Half], Sample.Body[Half..]];

    /// <summary>The parts with the start of the text.</summary>
    public string[] FirstParts => isStream ? [.. Sample.FirstEvents] : [Sample.Body[..Half]];

    /// <summary>The parts to the finish reason; the end mark, or the end of the framing, is to come.</summary>
    public string[] PartsToFinish => isStream ? [.. Sample.EventsUntilFinish] : AllParts;

    /// <summary>What has come of the body when its first 4-byte character is cut in two.</summary>
    public byte[] BytesToHalfCharacter
    {
        get
        {
            byte[] body = ToBytes(AllParts);
            return body[..(body.AsSpan().IndexOf("🌍"u8) + 2)];
        }
    }

    private string ContentType => isStream ? "text/event-stream" : "application/json";

    private int Half => Sample.Body.IndexOf("von", StringComparison.Ordinal);

    public static byte[] ToBytes(IEnumerable<string> parts) => Encoding.UTF8.GetBytes(string.Concat(parts));

    /// <summary>Compresses parts; without the end, as far as they have been written.</summary>
    public static byte[] Compress(IEnumerable<string> parts, bool isComplete = true)
    {
        using var compressed = new MemoryStream();
        using var gzip = new GZipStream(compressed, CompressionLevel.Fastest);
        gzip.Write(ToBytes(parts));
        gzip.Flush();
        if (isComplete)
            gzip.Dispose();
        return compressed.ToArray();
    }

    /// <summary>The head of a good answer in the mode that was asked for.</summary>
    public ServerScript SendHead(Framing? framing = null, params string[] headers) =>
        ServerScript.Head(200, ContentType, framing ?? Framing.Chunked, headers);

    /// <summary>The whole answer in one piece.</summary>
    public ServerScript RespondSuccessfully(int status = 200) => ServerScript.Respond(status, ContentType, string.Concat(AllParts));

    /// <summary>The head of a good answer and these parts, and then nothing for exactly the limit.</summary>
    public ServerScript StallAfter(params string[] parts) => StallAfter(SendHead(), parts);

    /// <summary>A head and these parts, and then nothing for exactly the limit, once the client waits.</summary>
    public ServerScript StallAfter(ServerScript head, params string[] parts)
    {
        int length = ToBytes(parts).Length;
        return head.Send(parts).Run(async (_, token) =>
        {
            if (await tap.WhenReadPending(length).WaitAsync(token))
                clock.Advance(limit);
        }).WaitForClientClose();
    }

    /// <summary>Nothing at all, for exactly the limit.</summary>
    public ServerScript StallBeforeHeaders() => ServerScript.Empty.Run((_, _) =>
    {
        clock.Advance(limit);
        return Task.CompletedTask;
    }).WaitForClientClose();

    /// <summary>Sends the head, these parts, and then the same bytes once a second until the limit has passed.</summary>
    /// <remarks>The clock stops at the limit: the call ends on another thread and would read a later time.</remarks>
    public ServerScript RepeatSlowly(string chunk, params string[] parts) => SendSlowly(
        SendHead().Send(parts),
        ToBytes(parts).Length,
        Enumerable.Repeat(ToBytes([chunk]), (int)limit.TotalSeconds),
        TimeSpan.FromSeconds(1)).WaitForClientClose();

    /// <summary>The whole answer byte by byte, ten a second.</summary>
    public ServerScript RespondSlowly() =>
        SendSlowly(SendHead(), 0, ToBytes(AllParts).Select(static one => new[] { one }), TimeSpan.FromSeconds(0.1)).End();

    /// <summary>An error with a body that names its reason.</summary>
    public static ServerScript RespondWithError(int status, string message, params string[] headers) =>
        ServerScript.Json(status, $$$"""{"error":{"message":"{{{message}}}"}}""", headers);

    /// <summary>The whole answer and, in the same bytes, the answer to a request that nobody made.</summary>
    public ServerScript RespondTwice()
    {
        string other = Sample.Body.Replace(SampleResponse.Text, "Another's answer", StringComparison.Ordinal);
        return ServerScript.Empty.Write(Message(AllParts) + Message(other));

        string Message(params string[] parts) =>
            $"HTTP/1.1 200 OK\r\nContent-Type: {ContentType}\r\nContent-Length: {ToBytes(parts).Length}\r\n\r\n"
            + string.Concat(parts);
    }

    /// <summary>An error that comes under HTTP 200, as the body or as the only event of a stream.</summary>
    public ServerScript RespondInBand(string json) => isStream ? ServerScript.Stream($"data: {json}\n\n") : ServerScript.Json(200, json);

    /// <summary>Pieces of a body in chunks, for each of which the clock is moved once the client waits for it.</summary>
    private ServerScript SendSlowly(ServerScript head, int sent, IEnumerable<byte[]> chunks, TimeSpan interval)
    {
        byte[][] all = [.. chunks];
        int next = 0;
        return head.WriteWhen(all.Select(static piece => (ReadOnlyMemory<byte>)ServerScript.EncodeChunk(piece)), async token =>
        {
            if (!await tap.WhenReadPending(sent).WaitAsync(token))
                return false;
            clock.Advance(interval);
            sent += all[next++].Length;
            return true;
        });
    }
}
