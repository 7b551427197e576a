using System.Text;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Tests.Sse;

/// <summary>Represents an event that a reader returned.</summary>
internal sealed record SseEvent(string Data, string Type = "message", string Id = "", bool IsComplete = true);

/// <summary>Reads the events of a stream.</summary>
internal static class SseEvents
{
    public const int MaxEventBytes = 16 * 1024 * 1024;

    public static async Task<List<SseEvent>> ReadAsync(
        Stream stream, CancellationToken cancellationToken, int maxEventBytes = MaxEventBytes)
    {
        using var reader = new SseReader(stream, maxEventBytes);
        return await reader.ReadRemainingAsync(cancellationToken);
    }

    public static async Task<SseReadResult> ReadAsync(this SseReader reader, CancellationToken cancellationToken)
    {
        SseReadResult? read = reader.TryRead();
        while (read is null)
        {
            // An idle reader uses both zero-byte and ordinary reads.
            reader.AddReadBytes(await reader.FillBufferAsync(isIdle: true, cancellationToken));
            read = reader.TryRead();
        }

        return read.Value;
    }

    public static async Task<List<SseEvent>> ReadRemainingAsync(this SseReader reader, CancellationToken cancellationToken)
    {
        var events = new List<SseEvent>();
        while (await reader.ReadAsync(cancellationToken) is not SseReadResult.EndOfStream and var read)
            events.Add(CreateEvent(reader, read));
        return events;
    }

    public static SseEvent CreateEvent(SseReader reader, SseReadResult read) => new(
        Encoding.UTF8.GetString(reader.Data), reader.EventType, reader.LastEventId, read is not SseReadResult.UnfinishedEvent);

    /// <summary>Reads the events of a stream in memory synchronously, for property tests, which cannot be asynchronous.</summary>
    public static List<SseEvent> Read(Stream stream) => ReadAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
}
