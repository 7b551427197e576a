using System.IO.Compression;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Removes the content encoding of a response, so that its text can be read and searched for secrets.</summary>
internal static class ContentDecoder
{
    private const string Header = "content-encoding";

    /// <summary>Returns the exchange with the decoded response body.</summary>
    /// <param name="exchange">The exchange as it was received.</param>
    /// <param name="maxBytes">The maximum length of the decoded body.</param>
    public static CassetteExchange Decode(CassetteExchange exchange, int maxBytes)
    {
        string encoding = string.Join(", ", exchange.ResponseHeaders.Where(static header => header.Name == Header)
            .Select(static header => header.Value)).ToLowerInvariant();
        if (encoding is "" or "identity" || exchange.ResponseBody.IsEmpty)
            return exchange;
        ChunkStream source = new(exchange.ResponseBody, exchange.Chunks);
        using Stream? decoder = encoding switch
        {
            "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
            "deflate" when HasZLibHeader(exchange.ResponseBody.Span) => new ZLibStream(source, CompressionMode.Decompress),
            // HttpClient reads it, too.
            "deflate" => new DeflateStream(source, CompressionMode.Decompress),
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            _ => null,
        };
        // A key in an unknown encoding cannot be found.
        return decoder is null ? RemoveBody(exchange) : Decode(exchange, decoder, source, maxBytes);
    }

    private static CassetteExchange RemoveBody(CassetteExchange exchange) =>
        exchange with { ResponseBody = default, Chunks = [], End = ResponseEnd.Truncated };

    // RFC 1950, section 2.2: compression method 8, and a check value.
    private static bool HasZLibHeader(ReadOnlySpan<byte> body) =>
        body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static CassetteExchange Decode(CassetteExchange exchange, Stream decoder, ChunkStream source, int maxBytes)
    {
        using MemoryStream body = new();
        int[] lengths = new int[exchange.Chunks.Count];
        ResponseEnd end = exchange.End;
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (decoder.Read(buffer) is > 0 and var read)
            {
                int kept = (int)Math.Min(read, maxBytes - body.Length);
                body.Write(buffer, 0, kept);
                lengths[source.Index] += kept;
                if (kept < read)
                {
                    end = ResponseEnd.Truncated;
                    break;
                }
            }
        }
        catch (Exception e) when (IsInvalidData(e) && (end != ResponseEnd.Complete || body.Length > 0))
        {
            // The client has the bytes up to here, too.
            end = end == ResponseEnd.Complete ? ResponseEnd.Cut : end;
        }
        catch (Exception e) when (IsInvalidData(e))
        {
            // Not in the encoding that the header names. Text can be searched, and the client's error is part of the recording.
            return BodyText.IsPlain(exchange.ResponseBody.Span) ? exchange : RemoveBody(exchange);
        }

        return exchange with
        {
            ResponseHeaders = [.. exchange.ResponseHeaders.Where(static header => header.Name != Header)],
            ResponseBody = body.ToArray(),
            Chunks = [.. exchange.Chunks.Select((chunk, index) => chunk with { Length = lengths[index] })],
            End = end,
        };
    }

    // BrotliStream throws an InvalidOperationException.
    private static bool IsInvalidData(Exception e) => e is InvalidDataException or InvalidOperationException;

    /// <summary>Reads a body chunk by chunk.</summary>
    private sealed class ChunkStream(ReadOnlyMemory<byte> body, IReadOnlyList<CassetteChunk> chunks) : Stream
    {
        private int _position;
        private int _chunkEnd = chunks[0].Length;

        /// <summary>Gets the index of the last chunk that was read from.</summary>
        public int Index { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (_position == _chunkEnd && Index < chunks.Count - 1)
                _chunkEnd += chunks[++Index].Length;
            int length = Math.Min(count, _chunkEnd - _position);
            body.Slice(_position, length).CopyTo(buffer.AsMemory(offset));
            _position += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
