using System.Buffers;

namespace MiniMaxClient.Sse;

/// <summary>A window on a stream: one pooled array that holds what is not read yet and what must be kept.</summary>
/// <remarks>Places are counted from the start of the stream, so they stay good while the window moves.</remarks>
internal sealed class SseBuffer(Stream stream, int maxBytes) : IDisposable
{
    // What an idle stream holds; 5,000 of them wait at once on a server.
    private const int InitialSize = 2048;

    // A busy stream's array grows up to here while reads fill it, to need fewer reads; beyond only for a longer event.
    private const int BusySize = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialSize);
    private long _origin;
    private int _start;
    private int _end;

    /// <summary>The place of the first unread byte.</summary>
    public long Position => _origin + _start;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The place from which on bytes are kept although they were read; null for none.</summary>
    public long? KeepFrom { get; set; }

    public ReadOnlySpan<byte> Slice(long place, int length) => _bytes.AsSpan((int)(place - _origin), length);

    public void Advance(int count) => _start += count;

    /// <summary>Reads more; false at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">More than the bound would have to be held.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
#if NETSTANDARD2_0
        int read = await stream.ReadAsync(_bytes, _end, _bytes.Length - _end, cancellationToken).ConfigureAwait(false);
#else
        int read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
#endif
        _end += read;
        return read > 0;
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _start = _end = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void MakeRoom()
    {
        bool wasFilled = _end == _bytes.Length;
        int held = KeepFrom is { } place ? (int)(place - _origin) : _start;
        int length = _end - held;
        if (length > maxBytes)
            throw new InvalidDataException($"An event of the stream is longer than {maxBytes} bytes.");
        if (wasFilled && (_bytes.Length < BusySize || length > _bytes.Length / 2))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(held, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else if (held > 0)
        {
            _bytes.AsSpan(held, length).CopyTo(_bytes);
        }

        _origin += held;
        _start -= held;
        _end = length;
    }
}
