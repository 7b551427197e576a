using System.Buffers;

namespace MiniMaxClient.Client;

/// <summary>The body of a request, written once into pooled memory and sent by each attempt.</summary>
/// <remarks>
/// The memory is returned when the call no longer needs the body and no attempt sends it: an attempt that was abandoned may still
/// write. Where that is not known, the memory is left to the garbage collector.
/// </remarks>
internal sealed class RequestBodyWriter : IFileSink, IDisposable
{
    private const int MinBufferLength = 4 * 1024;

    // Below what counts as a large object.
    private const int MaxBufferLength = 64 * 1024;

    private readonly List<Segment> _segments = [];
    private byte[] _buffer = [];
    private int _segmentStart;
    private int _segmentEnd;
    private int _referenceCount = 1;
    private bool _isDisposed;

    /// <summary>The number of bytes that are sent.</summary>
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

    /// <summary>Enumerates the body; each part is valid until the next one, and only while the body is held.</summary>
    public IEnumerable<ArraySegment<byte>> GetSegments()
    {
        foreach (Segment part in _segments)
        {
            if (part.RawBytes.Count > 0)
            {
                yield return part.RawBytes;
                continue;
            }

            foreach (ArraySegment<byte> piece in Base64Chunks.Encode(part.Base64Source))
                yield return piece;
        }

        if (_segmentEnd > _segmentStart)
            yield return new(_buffer, _segmentStart, _segmentEnd - _segmentStart);
    }

    /// <summary>Holds the memory until <see cref="ReleaseReference"/>; returns false where it was returned already.</summary>
    public bool TryAddReference()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _referenceCount);
            if (holders == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _referenceCount, holders + 1, holders) != holders);

        return true;
    }

    /// <summary>Ends a hold.</summary>
    public void ReleaseReference()
    {
        if (Interlocked.Decrement(ref _referenceCount) > 0)
            return;
        foreach (Segment part in _segments)
            ReturnToPool(part.RawBytes.Offset == 0 ? part.RawBytes.Array : null);
        ReturnToPool(_segmentStart == 0 ? _buffer : null);
        // A stream lives long after its request was sent, and would hold what the pool has not kept.
        _segments.Clear();
        _buffer = [];
    }

    /// <summary>Ends the call's own hold.</summary>
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

    /// <summary>Ends the current part.</summary>
    private void EndSegment()
    {
        if (_segmentEnd > _segmentStart)
            _segments.Add(new(new(_buffer, _segmentStart, _segmentEnd - _segmentStart), default));
        _segmentStart = _segmentEnd;
    }

    // Cleared, as the serializer does: prompts, and a key in the body, must not be readable by the next one to rent.
    private static void ReturnToPool(byte[]? array)
    {
        if (array is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
    }

    /// <summary>A part of the body.</summary>
    /// <param name="RawBytes">Bytes as they are sent.</param>
    /// <param name="Base64Source">Bytes that are sent as base64.</param>
    private readonly record struct Segment(ArraySegment<byte> RawBytes, ReadOnlyMemory<byte> Base64Source);
}
