using System.Buffers;

namespace MiniMaxClient.Client;

/// <summary>The body of a request, written once into pooled memory and sent by each attempt.</summary>
/// <remarks>
/// The memory is returned when the call no longer needs the body and no attempt sends it: an attempt that was abandoned may still
/// write. Where that is not known, the memory is left to the garbage collector.
/// </remarks>
internal sealed class BodyWriter : IFileSink, IDisposable
{
    private const int FirstLength = 4 * 1024;

    // Below what counts as a large object.
    private const int MaxLength = 64 * 1024;

    private readonly List<Part> _parts = [];
    private byte[] _array = [];
    private int _start;
    private int _end;
    private int _holders = 1;
    private bool _isDisposed;

    /// <summary>The number of bytes that are sent.</summary>
    public long Length { get; private set; }

    public void Advance(int count)
    {
        if (count < 0 || count > _array.Length - _end)
            throw new ArgumentOutOfRangeException(nameof(count), count, "The count exceeds the buffer that was requested.");
        _end += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _array.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _array.AsSpan(_end);
    }

    public void AppendBase64(ReadOnlyMemory<byte> bytes)
    {
        Cut();
        _parts.Add(new(default, bytes));
        Length += Base64Pieces.LengthOf(bytes);
    }

    /// <summary>Enumerates the body; each part is valid until the next one, and only while the body is held.</summary>
    public IEnumerable<ArraySegment<byte>> Pieces()
    {
        foreach (Part part in _parts)
        {
            if (part.Text.Count > 0)
            {
                yield return part.Text;
                continue;
            }

            foreach (ArraySegment<byte> piece in Base64Pieces.Of(part.File))
                yield return piece;
        }

        if (_end > _start)
            yield return new(_array, _start, _end - _start);
    }

    /// <summary>Holds the memory until <see cref="Release"/>; returns false where it was returned already.</summary>
    public bool TryHold()
    {
        int holders;
        do
        {
            holders = Volatile.Read(ref _holders);
            if (holders == 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _holders, holders + 1, holders) != holders);

        return true;
    }

    /// <summary>Ends a hold.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        foreach (Part part in _parts)
            GiveBack(part.Text.Offset == 0 ? part.Text.Array : null);
        GiveBack(_start == 0 ? _array : null);
        // A stream lives long after its request was sent, and would hold what the pool has not kept.
        _parts.Clear();
        _array = [];
    }

    /// <summary>Ends the call's own hold.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Release();
    }

    private void MakeRoom(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_array.Length - _end >= needed)
            return;
        Cut();
        if (_end == 0)
            GiveBack(_array);
        int length = Math.Max(FirstLength, Math.Min(_array.Length, MaxLength / 2) * 2);
        _array = ArrayPool<byte>.Shared.Rent(Math.Max(needed, length));
        _start = _end = 0;
    }

    /// <summary>Ends the current part.</summary>
    private void Cut()
    {
        if (_end > _start)
            _parts.Add(new(new(_array, _start, _end - _start), default));
        _start = _end;
    }

    // Cleared, as the serializer does: prompts, and a key in the body, must not be readable by the next one to rent.
    private static void GiveBack(byte[]? array)
    {
        if (array is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
    }

    /// <summary>A part of the body.</summary>
    /// <param name="Text">Bytes as they are sent.</param>
    /// <param name="File">Bytes that are sent as base64.</param>
    private readonly record struct Part(ArraySegment<byte> Text, ReadOnlyMemory<byte> File);
}
