namespace MiniMaxClient.Benchmarks.Memory;

/// <summary>Pieces of bytes, of which a read returns what is left of one, at most.</summary>
internal sealed class PreparedStream(byte[][] pieces) : Stream
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
        if (_chunkIndex == pieces.Length)
            return 0;
        byte[] piece = pieces[_chunkIndex];
        int count = Math.Min(buffer.Length, piece.Length - _offset);
        piece.AsSpan(_offset, count).CopyTo(buffer);
        _offset += count;
        if (_offset == piece.Length)
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
