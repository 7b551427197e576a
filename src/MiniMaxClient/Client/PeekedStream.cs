namespace MiniMaxClient.Client;

/// <summary>A stream whose first bytes were looked at.</summary>
internal sealed class PeekedStream(Stream stream) : Stream
{
    private readonly byte[] _start = new byte[512];
    private int _position;
    private int _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first byte that is not white space or part of a byte order mark; null for a stream without one.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        while (_length < _start.Length)
        {
#if NETSTANDARD2_0
            int read = await stream.ReadAsync(_start, _length, _start.Length - _length, cancellationToken).ConfigureAwait(false);
#else
            int read = await stream.ReadAsync(_start.AsMemory(_length), cancellationToken).ConfigureAwait(false);
#endif
            _length += read;
            ReadOnlySpan<byte> text = _start.AsSpan(0, _length).TrimStart("\uFEFF \t\r\n"u8);
            if (!text.IsEmpty)
                return text[0];
            if (read == 0)
                break;
        }

        return null;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body is read asynchronously.");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_position == _length)
            return stream.ReadAsync(buffer, offset, count, cancellationToken);
        int taken = Math.Min(count, _length - _position);
        _start.AsSpan(_position, taken).CopyTo(buffer.AsSpan(offset));
        _position += taken;
        return Task.FromResult(taken);
    }

#if !NETSTANDARD2_0
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == _length)
            return stream.ReadAsync(buffer, cancellationToken);
        int taken = Math.Min(buffer.Length, _length - _position);
        _start.AsMemory(_position, taken).CopyTo(buffer);
        _position += taken;
        return new(taken);
    }
#endif

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stream.Dispose();
        base.Dispose(disposing);
    }
}
