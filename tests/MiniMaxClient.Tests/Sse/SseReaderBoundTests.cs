using System.Text;
using MiniMaxClient.Sse;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Sse;

public sealed class SseReaderBoundTests
{
    private const int MaxEventBytes = 1024;

    // A reader may have read one buffer more than the limit.
    private const int BufferSize = 64 * 1024;

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    [InlineData("event: ")]
    [InlineData("")]
    [InlineData("data: 1\n\n")]
    public async Task TryRead_EndlessLine_ThrowsAtTheLimit(string start)
    {
        using var stream = new ChunkedStream(CreateEndlessStream(start, new string('x', 100)));

        await Assert.ThrowsAsync<InvalidDataException>(() => SseEvents.ReadAsync(stream, TestTimeouts.Token, MaxEventBytes));

        Assert.InRange(stream.BytesRead, MaxEventBytes, MaxEventBytes + BufferSize);
    }

    [Theory]
    [InlineData("data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    [InlineData("data\n")]
    [InlineData("data:\r\n: comment\r\n")]
    public async Task TryRead_EndlessEvent_ThrowsAtTheLimit(string line)
    {
        using var stream = new ChunkedStream(CreateEndlessStream("", line));

        await Assert.ThrowsAsync<InvalidDataException>(() => SseEvents.ReadAsync(stream, TestTimeouts.Token, MaxEventBytes));

        // Each line adds at least its line feed to the data.
        Assert.InRange(stream.BytesRead, MaxEventBytes, (MaxEventBytes * line.Length) + BufferSize);
    }

    [Fact]
    public async Task TryRead_LineOfMaxLength_IsReadAndOneByteMoreThrows()
    {
        string longest = "data: " + new string('x', MaxEventBytes - 6);

        await DeliveryMatrix.ForEachCutAsync(Encoding.UTF8.GetBytes($"data: 1\n\n{longest}\n\n"), async delivery =>
            Assert.Equal(2, (await SseEvents.ReadAsync(delivery.Open(), TestTimeouts.Token, MaxEventBytes)).Count));
        await DeliveryMatrix.ForEachCutAsync(Encoding.UTF8.GetBytes($"data: 1\n\n{longest}x\n\n"), async delivery =>
        {
            using var reader = new SseReader(delivery.Open(), MaxEventBytes);
            Assert.Equal(SseReadResult.Event, await reader.ReadAsync(TestTimeouts.Token));
            await Assert.ThrowsAsync<InvalidDataException>(async () => await reader.ReadAsync(TestTimeouts.Token));
        });
    }

    [Fact]
    public async Task TryRead_DataOfMaxLength_IsReadAndOneByteMoreThrows()
    {
        string half = $"data: {new string('x', 511)}\n";

        await DeliveryMatrix.ForEachCutAsync(Encoding.UTF8.GetBytes($"{half}{half}data\n\n"), async delivery =>
            Assert.Equal(MaxEventBytes, Assert.Single(await SseEvents.ReadAsync(delivery.Open(), TestTimeouts.Token, MaxEventBytes)).Data.Length));
        await DeliveryMatrix.ForEachCutAsync(Encoding.UTF8.GetBytes($"{half}{half}data\ndata\n\n"), delivery =>
            Assert.ThrowsAsync<InvalidDataException>(() => SseEvents.ReadAsync(delivery.Open(), TestTimeouts.Token, MaxEventBytes)));
    }

    [Fact]
    public async Task TryRead_CommentsInsideAnEvent_DoNotCountTowardsTheLimit()
    {
        string comments = string.Concat(Enumerable.Repeat(": keep-alive\n", 200));

        await DeliveryMatrix.ForEachCutAsync(Encoding.UTF8.GetBytes($"data: 1\n{comments}data: 2\n{comments}\n"), async delivery =>
            Assert.Equal([new("1\n2")], await SseEvents.ReadAsync(delivery.Open(), TestTimeouts.Token, MaxEventBytes)));
    }

    [Theory]
    [InlineData("", ": keep-alive\n\n")]
    [InlineData("", "\n")]
    [InlineData("", "event: ping\nid: 1\n\n")]
    [InlineData("data: 1\n", ": keep-alive\n")]
    [InlineData("data: 1\ndata: 2\n", ": keep-alive\r\n")]
    public async Task TryRead_LinesWithoutData_AllocateNothing(string start, string line)
    {
        const int Total = 16 * 1024 * 1024;
        using var stream = new ChunkedStream(CreateEndlessStream(start, line, Total));
        using var reader = new SseReader(stream, MaxEventBytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        SseReadResult read = await reader.ReadAsync(TestTimeouts.Token);

        // The strings of event and id are replaced each time; only the buffer is kept.
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(start.Length == 0 ? SseReadResult.EndOfStream : SseReadResult.UnfinishedEvent, read);
        Assert.InRange(stream.BytesRead, Total, Total + BufferSize);
        if (line[0] != 'e')
            Assert.InRange(allocated, 0, Total / 16);
    }

    /// <summary>Returns a start and then the same text repeatedly, in chunks of the buffer size that share their memory.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> CreateEndlessStream(string start, string repeated, long total = long.MaxValue)
    {
        yield return Encoding.UTF8.GetBytes(start);
        byte[] chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, (BufferSize / repeated.Length) + 1)));
        for (long sent = 0; sent < total; sent += chunk.Length)
            yield return chunk;
    }
}
