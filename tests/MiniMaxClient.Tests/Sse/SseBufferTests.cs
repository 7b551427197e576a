using System.Text;
using MiniMaxClient.Sse;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Sse;

public sealed class SseBufferTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task ReadAsync_StreamLargerThanTheArray_KeepsEveryUnreadByte()
    {
        byte[] content = [.. Enumerable.Range(0, 100_000).Select(static i => (byte)(i * 7))];
        using var stream = new MemoryStream(content);
        using var buffer = new SseBuffer(stream);

        while (!buffer.IsAtEnd)
            buffer.AddReadBytes(await buffer.ReadAsync(isIdle: false, _token));

        Assert.Equal(content, buffer.UnreadBytes.ToArray());
    }

    [Fact]
    public async Task Advance_BetweenReads_DropsOnlyTheReadBytes()
    {
        byte[] content = [.. Enumerable.Range(0, 50_000).Select(static i => (byte)(i * 3))];
        using var stream = new MemoryStream(content);
        using var buffer = new SseBuffer(stream);
        var read = new List<byte>();

        while (!buffer.IsAtEnd)
        {
            buffer.AddReadBytes(await buffer.ReadAsync(isIdle: false, _token));
            int count = (buffer.UnreadBytes.Length * 2) / 3;
            read.AddRange(buffer.UnreadBytes.Slice(0, count).ToArray());
            buffer.Advance(count);
        }

        read.AddRange(buffer.UnreadBytes.ToArray());
        Assert.Equal(content, read);
    }

    [Fact]
    public async Task Slice_AfterAdvance_ReturnsEarlierBytes()
    {
        using var stream = new MemoryStream("abcdef"u8.ToArray());
        using var buffer = new SseBuffer(stream);
        buffer.AddReadBytes(await buffer.ReadAsync(isIdle: false, _token));
        int start = buffer.Position;

        buffer.Advance(4);

        Assert.Equal("bcd", Encoding.UTF8.GetString(buffer.Slice(start + 1, 3)));
        Assert.Equal("ef", Encoding.UTF8.GetString(buffer.UnreadBytes));
    }

    [Fact]
    public async Task ReadAsync_Idle_DoesNotEndTheStreamEarly()
    {
        using var stream = new MemoryStream("a"u8.ToArray());
        using var buffer = new SseBuffer(stream);
        var text = new StringBuilder();

        while (!buffer.IsAtEnd)
        {
            buffer.AddReadBytes(await buffer.ReadAsync(isIdle: true, _token));
            text.Append(Encoding.UTF8.GetString(buffer.UnreadBytes));
            buffer.Advance(buffer.UnreadBytes.Length);
        }

        Assert.Equal("a", text.ToString());
    }
}
