using System.Buffers;

namespace MiniMaxClient.Sse;

/// <summary>A window on a stream: one pooled array that holds what is not read yet.</summary>
internal sealed class SseBuffer(Stream stream) : IDisposable
{
    // About one event.
    private const int InitialSize = 512;

    // A busy stream's array grows up to here while reads fill it, to need fewer reads; beyond only for a longer line.
    private const int BusySize = 64 * 1024;

    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private int _size = InitialSize;
    private bool _hasWaited;
    private bool _isReading;

    /// <summary>Whether the stream has ended.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The place of the first unread byte; it and those before it stay good until the next filling.</summary>
    public int Position => _start;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public ReadOnlySpan<byte> Slice(int place, int length) => _bytes.AsSpan(place, length);

    public void Advance(int count) => _start += count;

    /// <summary>Reads more; how much is to be <see cref="Add">told</see>.</summary>
    /// <param name="isIdle">
    /// Whether it is likely to be long in coming: an empty buffer then lets go of its array, for thousands of streams may wait at
    /// once, and the read only tells that there is something for the next one.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<int> ReadAsync(bool isIdle, CancellationToken cancellationToken)
    {
#if NETSTANDARD2_0
        // .NET Framework takes what has no bytes for the end of a body.
        _hasWaited = false;
        MakeRoom();
        _isReading = true;
        return new(stream.ReadAsync(_bytes, _end, _bytes.Length - _end, cancellationToken));
#else
        _hasWaited = isIdle && !_hasWaited && _start == _end;
        if (_hasWaited)
            Release();
        else
            MakeRoom();
        _isReading = true;
        return stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
#endif
    }

    public void Add(int read)
    {
        _isReading = false;
        _end += read;
        IsAtEnd = read == 0 && !_hasWaited;
    }

    public void Dispose() => Release();

    private void MakeRoom()
    {
        int length = _end - _start;
        if (_end == _bytes.Length && (_bytes.Length < BusySize || length > _bytes.Length / 2))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_size, _bytes.Length * 2));
            Unread.CopyTo(larger);
            Release();
            _bytes = larger;
        }
        else if (_start > 0)
        {
            Unread.CopyTo(_bytes);
        }

        _start = 0;
        _end = length;
    }

    private void Release()
    {
        // One that was filled is followed by a larger one.
        if (_end == _bytes.Length)
            _size = Math.Min(Math.Max(_size, _bytes.Length * 2), BusySize);
        byte[] bytes = _bytes;
        _bytes = [];
        _start = _end = 0;
        // A read that failed may have been abandoned, and still write to the array.
        if (bytes.Length > 0 && !_isReading)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
