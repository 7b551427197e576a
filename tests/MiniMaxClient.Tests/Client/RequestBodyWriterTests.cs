using System.Buffers;
using MiniMaxClient.Client;

namespace MiniMaxClient.Tests.Client;

/// <summary>The pooled memory of a request body.</summary>
public sealed class RequestBodyWriterTests
{
    [Fact]
    public void GetSegments_WritesOfAnySize_AreInOrder()
    {
        using var body = new RequestBodyWriter();
        var expected = new ArrayBufferWriter<byte>();
        byte[] file = [1, 2, 3, 4];
        for (int i = 0; i < 2000; i++)
        {
            int length = i * 37 % 5000;
            foreach (IBufferWriter<byte> writer in (IBufferWriter<byte>[])[body, expected])
            {
                writer.GetSpan(length)[..length].Fill((byte)i);
                writer.Advance(length);
            }

            if (i % 100 == 0)
            {
                body.AppendBase64(file);
                expected.Write("AQIDBA=="u8);
            }
        }

        Assert.Equal(expected.WrittenCount, body.Length);
        Assert.True(GetSentBytes(body).AsSpan().SequenceEqual(expected.WrittenSpan));
        Assert.True(GetSentBytes(body).AsSpan().SequenceEqual(expected.WrittenSpan));
    }

    [Fact]
    public void GetSegments_LargeBody_UsesNoLargeObjects()
    {
        using var body = new RequestBodyWriter();
        for (int i = 0; i < 1000; i++)
            body.Write(new byte[5000]);
        body.AppendBase64(new byte[1_000_000]);

        Assert.All(body.GetSegments(), static segment => Assert.True(segment.Array!.Length < 85_000));
    }

    [Fact]
    public void GetSpan_SizeHint_ReturnsAtLeastThatSize()
    {
        using var body = new RequestBodyWriter();
        Assert.True(body.GetSpan(100_000).Length >= 100_000);
        Assert.True(body.GetMemory(1_000_000).Length >= 1_000_000);
        Assert.NotEqual(0, body.GetSpan().Length);
        Assert.Equal(0, body.Length);
        Assert.Empty(body.GetSegments());
    }

    [Fact]
    public void Advance_BeyondTheBuffer_ThrowsArgumentOutOfRangeException()
    {
        using var body = new RequestBodyWriter();
        int available = body.GetSpan().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => body.Advance(available + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => body.Advance(-1));
    }

    [Fact]
    public void TryAddReference_AfterTheLastRelease_ReturnsFalse()
    {
        var body = new RequestBodyWriter();
        body.Write("a"u8);
        Assert.True(body.TryAddReference());
        body.Dispose();
        body.Dispose();
        Assert.True(body.TryAddReference());
        body.ReleaseReference();
        Assert.Equal("a"u8.ToArray(), GetSentBytes(body));
        body.ReleaseReference();
        Assert.False(body.TryAddReference());
    }

    private static byte[] GetSentBytes(RequestBodyWriter body) =>
        [.. body.GetSegments().SelectMany(static segment => segment.ToArray())];
}
