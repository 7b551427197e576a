using System.Buffers;

namespace MiniMaxClient.Sse;

/// <summary>A window on a stream: one pooled array that holds what is not read yet.</summary>
internal sealed class SseBuffer(Stream stream) : IDisposable
{
    // About one event.
    private const int InitialSize = 512;

    // A busy stream's array grows up to here while reads fill it, to need fewer reads; beyond only for a longer line.
    private const int MaxReadAheadSize = 64 * 1024;

    private byte[] _bytes = [];
    private int _unreadStart;
    private int _unreadEnd;
    private int _nextSize = InitialSize;
    private bool _isZeroByteRead;
    private bool _isReading;

    /// <summary>Whether the stream has ended.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The place of the first unread byte; it and those before it stay good until the next filling.</summary>
    public int Position => _unreadStart;

    public ReadOnlySpan<byte> UnreadBytes => _bytes.AsSpan(_unreadStart, _unreadEnd - _unreadStart);

    public ReadOnlySpan<byte> Slice(int position, int length) => _bytes.AsSpan(position, length);

    public void Advance(int count) => _unreadStart += count;

    /// <summary>Reads more; how much is to be <see cref="AddReadBytes">told</see>.</summary>
    /// <param name="isIdle">
    /// Whether it is likely to be long in coming: an empty buffer then lets go of its array, for thousands of streams may wait at
    /// once, and the read only tells that there is something for the next one.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<int> ReadAsync(bool isIdle, CancellationToken cancellationToken)
    {
#if NETSTANDARD2_0
        // .NET Framework takes what has no bytes for the end of a body.
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
        // One that was filled is followed by a larger one.
        if (_unreadEnd == _bytes.Length)
            _nextSize = Math.Min(Math.Max(_nextSize, _bytes.Length * 2), MaxReadAheadSize);
        byte[] bytes = _bytes;
        _bytes = [];
        _unreadStart = _unreadEnd = 0;
        // A read that failed may have been abandoned, and still write to the array.
        if (bytes.Length > 0 && !_isReading)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
