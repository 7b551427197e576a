using System.Buffers.Binary;
using System.IO.Compression;
using MiniMaxClient.Samples.ProviderCheck.Checks;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

public sealed class RedImageTests
{
    [Fact]
    public void CreatePng_Chunks_AreThoseOfARedImage()
    {
        byte[] png = RedImage.CreatePng();

        Assert.Equal("89-50-4E-47-0D-0A-1A-0A", BitConverter.ToString(png, 0, 8));
        // The checksum of an empty IEND is the same in every PNG.
        Assert.Equal("00-00-00-00-49-45-4E-44-AE-42-60-82", BitConverter.ToString(png, png.Length - 12));
        Assert.Equal(64, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var pixels = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        byte[] row = new byte[1 + (64 * 3)];
        pixels.ReadExactly(row);
        Assert.Equal([0, 0xE0, 0x10, 0x10, 0xE0], row[..5]);
    }
}
