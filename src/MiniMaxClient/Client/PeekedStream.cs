using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>A stream whose first bytes were looked at.</summary>
internal sealed class PeekedStream(Stream stream) : ReadOnlyStream(stream)
{
    private byte[] _start = new byte[512];
    private int _position;
    private int _length;

    /// <summary>The first byte that is not white space or part of a byte order mark; null for a stream without one.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        while (_length < _start.Length)
        {
#if NETSTANDARD2_0
            int read = await Inner.ReadAsync(_start, _length, _start.Length - _length, cancellationToken).ConfigureAwait(false);
#else
            int read = await Inner.ReadAsync(_start.AsMemory(_length), cancellationToken).ConfigureAwait(false);
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

#if NETSTANDARD2_0
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        _position == _length
            ? Inner.ReadAsync(buffer, offset, count, cancellationToken)
            : Task.FromResult(TakeStart(buffer.AsSpan(offset, count)));
#else
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _position == _length ? Inner.ReadAsync(buffer, cancellationToken) : new(TakeStart(buffer.Span));
#endif

    private int TakeStart(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _length - _position);
        _start.AsSpan(_position, taken).CopyTo(buffer);
        _position += taken;

        // A stream that waits is to hold no bytes that were read.
        if (_position == _length)
            (_start, _position, _length) = ([], 0, 0);
        return taken;
    }
}
