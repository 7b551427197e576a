using System.IO.Compression;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Security;

/// <summary>Represents a small response that decompresses to gigabytes.</summary>
/// <param name="Encoding">The content encoding.</param>
/// <param name="Start">The start of the content.</param>
/// <param name="Filler">The text that is repeated after the start.</param>
internal sealed record CompressionBomb(string Encoding, string Start, string Filler)
{
    private const int BlockBytes = 1024 * 1024;

    // About one kilobyte each when compressed: 10 MB that decompress to 10 GB.
    private const int GzipBlocks = 10_000;

    // Brotli compresses any length to almost nothing: 2 GB.
    private const int BrotliBlocks = 2_000;

    public ServerScript ToScript(int status, string contentType)
    {
        ServerScript head = ServerScript.Head(status, contentType, Framing.Chunked, "Content-Encoding: " + Encoding);
        byte[] start = System.Text.Encoding.UTF8.GetBytes(Start);
        byte[] block = System.Text.Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat(Filler, BlockBytes / Filler.Length)));

        // A gzip file may consist of several members; a brotli file has one.
        return Encoding == "gzip"
            ? head.Write(ServerScript.EncodeChunk(Compress(start, 1))).Repeat(ServerScript.EncodeChunk(Compress(block, 1)), GzipBlocks).End()
            : head.Write(ServerScript.EncodeChunk(Compress(block, BrotliBlocks, start))).End();
    }

    private byte[] Compress(byte[] block, int times, byte[]? start = null)
    {
        var compressed = new MemoryStream();
        using (Stream stream = Encoding == "gzip"
            ? new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
            : new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(start ?? []);
            for (int i = 0; i < times; i++)
                stream.Write(block);
        }

        return compressed.ToArray();
    }
}
