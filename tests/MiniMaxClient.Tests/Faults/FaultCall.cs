using System.IO.Compression;
using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>The request of a call with a fault, and the building blocks of its script.</summary>
/// <param name="request">The request.</param>
/// <param name="provider">The adapter that sent it.</param>
/// <param name="isStream">Whether it requests a stream.</param>
/// <param name="limit">The timeout that the call reaches; for a complete response, the timeout after the finish reason.</param>
/// <param name="readMonitor">The monitor of the client's reads.</param>
/// <param name="clock">The client's clock.</param>
/// <param name="otherServer">A server that must not receive a request.</param>
internal sealed class FaultCall(
    FaultRequest request, string provider, bool isStream, TimeSpan limit, ReadMonitor readMonitor, ManualClock clock, Uri otherServer)
{
    public const string Key = "key-of-the-table-0123456789";

    /// <summary>The zero-based number of the attempt.</summary>
    public int Attempt => request.Index;

    public bool IsStream => isStream;

    public Uri OtherServer => otherServer;

    public DateTimeOffset Now => clock.GetUtcNow();

    public SampleResponse Sample { get; } = SampleResponse.ForProvider(provider);

    /// <summary>All parts of the body: the events, or the halves of the non-streaming response.</summary>
    public string[] AllParts => isStream ? [.. Sample.Events] : [Sample.Body[..Half], Sample.Body[Half..]];

    /// <summary>The parts with the first text.</summary>
    public string[] FirstParts => isStream ? [.. Sample.FirstEvents] : [Sample.Body[..Half]];

    /// <summary>The parts up to the finish reason, without the end mark or the end of the framing.</summary>
    public string[] PartsToFinish => isStream ? [.. Sample.EventsUntilFinish] : AllParts;

    /// <summary>The bytes of the body up to the middle of its first 4-byte character.</summary>
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

    /// <summary>Compresses parts, completely or without the end.</summary>
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

    /// <summary>Sends the head of a successful response in the requested mode.</summary>
    public ServerScript SendHead(Framing? framing = null, params string[] headers) =>
        ServerScript.Head(200, ContentType, framing ?? Framing.Chunked, headers);

    /// <summary>Sends the complete response.</summary>
    public ServerScript RespondSuccessfully(int status = 200) => ServerScript.Respond(status, ContentType, string.Concat(AllParts));

    /// <summary>Sends the head and parts of a successful response, and then nothing for exactly the timeout.</summary>
    public ServerScript StallAfter(params string[] parts) => StallAfter(SendHead(), parts);

    /// <summary>Sends a head and parts of the body, and then nothing for exactly the timeout, after the client waits.</summary>
    public ServerScript StallAfter(ServerScript head, params string[] parts)
    {
        int length = ToBytes(parts).Length;
        return head.Send(parts).Run(async (_, token) =>
        {
            if (await readMonitor.WhenReadPending(length).WaitAsync(token))
                clock.Advance(limit);
        }).WaitForClientClose();
    }

    /// <summary>Sends nothing for exactly the timeout.</summary>
    public ServerScript StallBeforeHeaders() => ServerScript.Empty.Run((_, _) =>
    {
        clock.Advance(limit);
        return Task.CompletedTask;
    }).WaitForClientClose();

    /// <summary>Sends the head, parts of the body, and then the same bytes every second until the timeout elapses.</summary>
    /// <remarks>The clock stops at the timeout: the call ends on another thread and would read a later time.</remarks>
    public ServerScript RepeatSlowly(string chunk, params string[] parts) => SendSlowly(
        SendHead().Send(parts),
        ToBytes(parts).Length,
        Enumerable.Repeat(ToBytes([chunk]), (int)limit.TotalSeconds),
        TimeSpan.FromSeconds(1)).WaitForClientClose();

    /// <summary>Sends the complete response byte by byte, ten per second.</summary>
    public ServerScript RespondSlowly() =>
        SendSlowly(SendHead(), 0, ToBytes(AllParts).Select(static one => new[] { one }), TimeSpan.FromSeconds(0.1)).End();

    /// <summary>Sends an error with a message.</summary>
    public static ServerScript RespondWithError(int status, string message, params string[] headers) =>
        ServerScript.Json(status, $$$"""{"error":{"message":"{{{message}}}"}}""", headers);

    /// <summary>Sends the complete response and, in the same write, the response to a request that was not sent.</summary>
    public ServerScript RespondTwice()
    {
        string other = Sample.Body.Replace(SampleResponse.Text, "Another response", StringComparison.Ordinal);
        return ServerScript.Empty.Write(Message(AllParts) + Message(other));

        string Message(params string[] parts) =>
            $"HTTP/1.1 200 OK\r\nContent-Type: {ContentType}\r\nContent-Length: {ToBytes(parts).Length}\r\n\r\n"
            + string.Concat(parts);
    }

    /// <summary>Sends an error with HTTP 200, as the body or as the only event of a stream.</summary>
    public ServerScript RespondInBand(string json) => isStream ? ServerScript.Stream($"data: {json}\n\n") : ServerScript.Json(200, json);

    /// <summary>Sends parts of a body and advances the clock before each one, after the client waits for it.</summary>
    private ServerScript SendSlowly(ServerScript head, int sent, IEnumerable<byte[]> chunks, TimeSpan interval)
    {
        byte[][] all = [.. chunks];
        int next = 0;
        return head.WriteWhen(all.Select(static part => (ReadOnlyMemory<byte>)ServerScript.EncodeChunk(part)), async token =>
        {
            if (!await readMonitor.WhenReadPending(sent).WaitAsync(token))
                return false;
            clock.Advance(interval);
            sent += all[next++].Length;
            return true;
        });
    }
}
