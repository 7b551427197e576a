namespace MiniMaxClient.Benchmarks.Memory;

/// <summary>A stream of chunks of bytes; a read returns at most the remaining bytes of one chunk.</summary>
internal sealed class PreparedStream(byte[][] chunks) : Stream
{
    private int _chunkIndex;
    private int _offset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_chunkIndex == chunks.Length)
            return 0;
        byte[] chunk = chunks[_chunkIndex];
        int count = Math.Min(buffer.Length, chunk.Length - _offset);
        chunk.AsSpan(_offset, count).CopyTo(buffer);
        _offset += count;
        if (_offset == chunk.Length)
        {
            _chunkIndex++;
            _offset = 0;
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
