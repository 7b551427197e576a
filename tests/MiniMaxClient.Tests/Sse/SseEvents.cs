using System.Text;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Tests.Sse;

/// <summary>An event as the reader gave it.</summary>
internal sealed record SseEvent(string Data, string Type = "message", string Id = "", bool IsWhole = true);

/// <summary>Reads a stream to its end.</summary>
internal static class SseEvents
{
    public const int Bound = 16 * 1024 * 1024;

    public static async Task<List<SseEvent>> ReadAsync(
        Stream stream, CancellationToken cancellationToken, int maxEventBytes = Bound)
    {
        using var reader = new SseReader(stream, maxEventBytes);
        return await reader.ReadRestAsync(cancellationToken);
    }

    public static async Task<SseRead> ReadAsync(this SseReader reader, CancellationToken cancellationToken)
    {
        SseRead? read = reader.TryRead();
        while (read is null)
        {
            // An idle reader waits and reads: both ways to fill the buffer.
            reader.Add(await reader.FillAsync(isIdle: true, cancellationToken));
            read = reader.TryRead();
        }

        return read.Value;
    }

    public static async Task<List<SseEvent>> ReadRestAsync(this SseReader reader, CancellationToken cancellationToken)
    {
        var events = new List<SseEvent>();
        while (await reader.ReadAsync(cancellationToken) is not SseRead.End and var read)
            events.Add(Current(reader, read));
        return events;
    }

    public static SseEvent Current(SseReader reader, SseRead read) => new(
        Encoding.UTF8.GetString(reader.Data), reader.EventType, reader.LastEventId, read is not SseRead.UnfinishedEvent);

    /// <summary>The whole events of bytes that arrive without a wait, for properties, which cannot wait.</summary>
    public static List<SseEvent> Read(Stream stream) => ReadAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
}
