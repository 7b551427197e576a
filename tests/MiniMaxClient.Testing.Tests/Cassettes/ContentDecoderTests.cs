using System.IO.Compression;
using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class ContentDecoderTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("deflate", "raw")]
    [InlineData("br")]
    public void Decode_Encoding_IsRemoved(string encoding, string? format = null)
    {
        CassetteExchange decoded = ContentDecoder.Decode(Create(encoding, Compress(format ?? encoding, "Hello, hello")), 100);

        Assert.Equal("Hello, hello", Encoding.UTF8.GetString(decoded.ResponseBody.Span));
        Assert.Equal([new("x-a", "1")], decoded.ResponseHeaders);
        Assert.Equal(ResponseEnd.Complete, decoded.End);
    }

    [Fact]
    public void Decode_FlushedEvents_HaveTheDelaysOfTheirChunks()
    {
        using MemoryStream compressed = new();
        using GZipStream gzip = new(compressed, CompressionMode.Compress);
        List<CassetteChunk> chunks = [new(1, 0)];
        foreach (string item in (string[])["data: one\n\n", "data: twenty\n\n"])
        {
            long start = compressed.Length;
            gzip.Write(Encoding.UTF8.GetBytes(item));
            gzip.Flush();
            chunks.Add(new(chunks.Count + 1, (int)(compressed.Length - start)));
        }

        CassetteExchange decoded = ContentDecoder.Decode(
            Create("gzip", compressed.ToArray()) with { Chunks = chunks, End = ResponseEnd.Abandoned }, 100);

        Assert.Equal("data: one\n\ndata: twenty\n\n", Encoding.UTF8.GetString(decoded.ResponseBody.Span));
        Assert.Equal([new(1, 0), new(2, 11), new(3, 14)], decoded.Chunks);
        Assert.Equal(ResponseEnd.Abandoned, decoded.End);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Decode_TextThatIsNotInTheEncoding_IsUnchanged(string encoding)
    {
        CassetteExchange exchange = Create(encoding, "xxxxxxxxxxxxxxx"u8.ToArray());

        Assert.Equal(exchange, ContentDecoder.Decode(exchange, 100));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public void Decode_BytesThatAreNotInTheEncoding_HasNoBody(string encoding)
    {
        CassetteExchange decoded = ContentDecoder.Decode(Create(encoding, [0xFF, 0xFE, .. "key"u8, 0, 1, 2]), 100);

        Assert.Equal((0, ResponseEnd.Truncated), (decoded.ResponseBody.Length, decoded.End));
    }

    [Theory]
    [InlineData("")]
    [InlineData("identity")]
    public void Decode_NoEncoding_IsUnchanged(string encoding)
    {
        CassetteExchange exchange = Create(encoding, "abc"u8.ToArray());

        Assert.Equal(exchange, ContentDecoder.Decode(exchange, 100));
    }

    [Fact]
    public void Decode_Cut_HasTheFirstPart()
    {
        byte[] compressed = Compress("gzip", string.Concat(Enumerable.Range(0, 10_000)));

        CassetteExchange decoded = ContentDecoder.Decode(
            Create("gzip", compressed[..(compressed.Length / 2)]) with { End = ResponseEnd.Cut }, 100_000);

        Assert.StartsWith("0123456789101112", Encoding.UTF8.GetString(decoded.ResponseBody.Span), StringComparison.Ordinal);
        Assert.Equal(ResponseEnd.Cut, decoded.End);
    }

    [Fact]
    public void Decode_LongerThanTheLimit_IsTruncated()
    {
        CassetteExchange decoded = ContentDecoder.Decode(Create("gzip", Compress("gzip", new string('x', 1_000_000))), 100);

        Assert.Equal((100, ResponseEnd.Truncated), (decoded.ResponseBody.Length, decoded.End));
        Assert.Equal(100, decoded.Chunks.Sum(static chunk => chunk.Length));
    }

    [Theory]
    [InlineData(99, "Truncated")]
    [InlineData(100, "Complete")]
    [InlineData(101, "Complete")]
    public void Decode_UpToTheLimit_IsComplete(int maxBytes, string end)
    {
        CassetteExchange decoded = ContentDecoder.Decode(Create("br", Compress("br", new string('x', 100))), maxBytes);

        Assert.Equal((Math.Min(100, maxBytes), end), (decoded.ResponseBody.Length, decoded.End.ToString()));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public void Decode_UnknownEncoding_HasNoBody(string encoding)
    {
        CassetteExchange decoded = ContentDecoder.Decode(Create(encoding, "abc"u8.ToArray()), 100);

        Assert.Equal((0, ResponseEnd.Truncated), (decoded.ResponseBody.Length, decoded.End));
    }

    private static CassetteExchange Create(string encoding, byte[] body) => new()
    {
        Number = 1,
        Method = "GET",
        Path = "/",
        Status = 200,
        ResponseHeaders = encoding.Length == 0 ? [new("x-a", "1")] : [new("content-encoding", encoding), new("x-a", "1")],
        ResponseBody = body,
        Chunks = [new(1, 0), new(2, body.Length)],
    };

    private static byte[] Compress(string encoding, string text)
    {
        using MemoryStream compressed = new();
        using (Stream stream = encoding switch
        {
            "br" => new BrotliStream(compressed, CompressionMode.Compress, leaveOpen: true),
            "raw" => new DeflateStream(compressed, CompressionMode.Compress, leaveOpen: true),
            "deflate" => new ZLibStream(compressed, CompressionMode.Compress, leaveOpen: true),
            _ => new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true),
        })
            stream.Write(Encoding.UTF8.GetBytes(text));
        return compressed.ToArray();
    }
}
