using System.Buffers;

namespace MiniMaxClient.Sse;

/// <summary>Buffers the unread bytes of a stream in one pooled array.</summary>
internal sealed class SseBuffer(Stream stream) : IDisposable
{
    // The approximate size of one event.
    private const int InitialSize = 512;

    // The array of a busy stream grows to this size while reads fill it, to save reads; it grows further only for a longer line.
    private const int MaxReadAheadSize = 64 * 1024;

    private byte[] _bytes = [];
    private int _unreadStart;
    private int _unreadEnd;
    private int _nextSize = InitialSize;
    private bool _isZeroByteRead;
    private bool _isReading;

    /// <summary>Whether the stream has ended.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The position of the first unread byte; it and earlier positions are valid until the next read.</summary>
    public int Position => _unreadStart;

    public ReadOnlySpan<byte> UnreadBytes => _bytes.AsSpan(_unreadStart, _unreadEnd - _unreadStart);

    public ReadOnlySpan<byte> Slice(int position, int length) => _bytes.AsSpan(position, length);

    public void Advance(int count) => _unreadStart += count;

    /// <summary>Reads from the stream; the caller passes the result to <see cref="AddReadBytes"/>.</summary>
    /// <param name="isIdle">
    /// Whether data is expected to be slow: an empty buffer then returns its array to the pool, because thousands of streams may
    /// wait concurrently, and a zero-byte read waits for data.
    /// </param>
    /// <param name="cancellationToken">The token to cancel the read.</param>
    public ValueTask<int> ReadAsync(bool isIdle, CancellationToken cancellationToken)
    {
#if NETSTANDARD2_0
        // .NET Framework treats a zero-byte read as the end of the body.
        _isZeroByteRead = false;
        EnsureCapacity();
        _isReading = true;
        return new(stream.ReadAsync(_bytes, _unreadEnd, _bytes.Length - _unreadEnd, cancellationToken));
#else
        _isZeroByteRead = isIdle && !_isZeroByteRead && _unreadStart == _unreadEnd;
        if (_isZeroByteRead)
            ReturnArray();
        else
            EnsureCapacity();
        _isReading = true;
        return stream.ReadAsync(_bytes.AsMemory(_unreadEnd), cancellationToken);
#endif
    }

    public void AddReadBytes(int count)
    {
        _isReading = false;
        _unreadEnd += count;
        IsAtEnd = count == 0 && !_isZeroByteRead;
    }

    public void Dispose() => ReturnArray();

    private void EnsureCapacity()
    {
        int length = _unreadEnd - _unreadStart;
        if (_unreadEnd == _bytes.Length && (_bytes.Length < MaxReadAheadSize || length > _bytes.Length / 2))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_nextSize, _bytes.Length * 2));
            UnreadBytes.CopyTo(larger);
            ReturnArray();
            _bytes = larger;
        }
        else if (_unreadStart > 0)
        {
            UnreadBytes.CopyTo(_bytes);
        }

        _unreadStart = 0;
        _unreadEnd = length;
    }

    private void ReturnArray()
    {
        // The next array is larger if this one was full.
        if (_unreadEnd == _bytes.Length)
            _nextSize = Math.Min(Math.Max(_nextSize, _bytes.Length * 2), MaxReadAheadSize);
        byte[] bytes = _bytes;
        _bytes = [];
        _unreadStart = _unreadEnd = 0;
        // The array is not returned during a read: an abandoned read may still write to it.
        if (bytes.Length > 0 && !_isReading)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
