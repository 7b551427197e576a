using System.Buffers;

namespace MiniMaxClient.Client;

/// <summary>Represents the body of a request, written once into pooled memory and sent by each attempt.</summary>
/// <remarks>
/// The memory is reference-counted, because an abandoned attempt may still send it. It returns to the pool when the call and all
/// attempts have released it; if an attempt never does, the garbage collector reclaims it.
/// </remarks>
internal sealed class RequestBodyWriter : IFileSink, IDisposable
{
    private const int MinBufferLength = 4 * 1024;

    // Below the threshold of the large object heap, 85,000 bytes.
    private const int MaxBufferLength = 64 * 1024;

    private readonly List<Segment> _segments = [];
    private byte[] _buffer = [];
    private int _segmentStart;
    private int _segmentEnd;
    private int _referenceCount = 1;
    private bool _isDisposed;

    /// <summary>The length of the body as sent, in bytes.</summary>
    public long Length { get; private set; }

    public void Advance(int count)
    {
        if (count < 0 || count > _buffer.Length - _segmentEnd)
            throw new ArgumentOutOfRangeException(nameof(count), count, "The count exceeds the buffer that was requested.");
        _segmentEnd += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureCapacity(sizeHint);
        return _buffer.AsMemory(_segmentEnd);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureCapacity(sizeHint);
        return _buffer.AsSpan(_segmentEnd);
    }

    public void AppendBase64(ReadOnlyMemory<byte> bytes)
    {
        EndSegment();
        _segments.Add(new(default, bytes));
        Length += Base64Chunks.GetEncodedLength(bytes);
    }

    /// <summary>Enumerates the body. Each segment is valid until the next one, and only while a reference is held.</summary>
    public IEnumerable<ArraySegment<byte>> GetSegments()
    {
        foreach (Segment segment in _segments)
        {
            if (segment.RawBytes.Count > 0)
            {
                yield return segment.RawBytes;
                continue;
            }

            foreach (ArraySegment<byte> encoded in Base64Chunks.Encode(segment.Base64Source))
                yield return encoded;
        }

        if (_segmentEnd > _segmentStart)
            yield return new(_buffer, _segmentStart, _segmentEnd - _segmentStart);
    }

    /// <summary>
    /// Keeps the memory until <see cref="ReleaseReference"/>; returns false if it has been returned to the pool.
    /// </summary>
    public bool TryAddReference()
    {
        int count;
        do
        {
            count = Volatile.Read(ref _referenceCount);
            if (count == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _referenceCount, count + 1, count) != count);

        return true;
    }

    /// <summary>Releases a reference; the last one returns the memory to the pool.</summary>
    public void ReleaseReference()
    {
        if (Interlocked.Decrement(ref _referenceCount) > 0)
            return;
        foreach (Segment segment in _segments)
            ReturnToPool(segment.RawBytes.Offset == 0 ? segment.RawBytes.Array : null);
        ReturnToPool(_segmentStart == 0 ? _buffer : null);
        // A stream references its request until its end, and would keep arrays alive that the pool discarded.
        _segments.Clear();
        _buffer = [];
    }

    /// <summary>Releases the reference of the call.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        ReleaseReference();
    }

    private void EnsureCapacity(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_buffer.Length - _segmentEnd >= needed)
            return;
        EndSegment();
        if (_segmentEnd == 0)
            ReturnToPool(_buffer);
        int length = Math.Max(MinBufferLength, Math.Min(_buffer.Length, MaxBufferLength / 2) * 2);
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(needed, length));
        _segmentStart = _segmentEnd = 0;
    }

    /// <summary>Ends the current segment.</summary>
    private void EndSegment()
    {
        if (_segmentEnd > _segmentStart)
            _segments.Add(new(new(_buffer, _segmentStart, _segmentEnd - _segmentStart), default));
        _segmentStart = _segmentEnd;
    }

    // Cleared, as System.Text.Json does: the next renter must not be able to read prompts or an API key in the body.
    private static void ReturnToPool(byte[]? array)
    {
        if (array is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
    }

    /// <summary>A segment of the body.</summary>
    /// <param name="RawBytes">The bytes that are sent unchanged.</param>
    /// <param name="Base64Source">The bytes that are sent as base64.</param>
    private readonly record struct Segment(ArraySegment<byte> RawBytes, ReadOnlyMemory<byte> Base64Source);
}
