using System.Buffers.Binary;
using System.IO.Compression;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Creates a small PNG in one color.</summary>
/// <remarks>https://www.w3.org/TR/png-3/</remarks>
internal static class RedImage
{
    private const int Size = 64;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] CreatePng()
    {
        var png = new MemoryStream();
        png.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Size);
        header[8] = 8;      // bits per sample
        header[9] = 2;      // red, green and blue
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, CompressPixels());
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static byte[] CompressPixels()
    {
        // Each row begins with the number of its filter, which is none.
        byte[] row = [0, .. Enumerable.Range(0, Size).SelectMany(static _ => new byte[] { 0xE0, 0x10, 0x10 })];
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.SmallestSize))
        {
            for (int y = 0; y < Size; y++)
                zlib.Write(row);
        }

        return pixels.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] content = [.. type, .. data];
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ComputeChecksum(content));
        png.Write(number);
    }

    private static uint ComputeChecksum(byte[] content)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in content)
        {
            checksum ^= one;
            for (int bit = 0; bit < 8; bit++)
                checksum = (checksum & 1) == 0 ? checksum >> 1 : (checksum >> 1) ^ 0xEDB88320;
        }

        return ~checksum;
    }
}
