using System.Buffers;

namespace MiniMaxClient.Sse;

/// <summary>A window on a stream: one pooled array that holds what is not read yet.</summary>
internal sealed class SseBuffer(Stream stream) : IDisposable
{
    // What an idle stream holds, about one event; 5,000 of them wait at once on a server.
    private const int InitialSize = 512;

    // A busy stream's array grows up to here while reads fill it, to need fewer reads; beyond only for a longer line.
    private const int BusySize = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;

    /// <summary>The place of the first unread byte; it and those before it stay good until the next filling.</summary>
    public int Position => _start;

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    public ReadOnlySpan<byte> Slice(int place, int length) => _bytes.AsSpan(place, length);

    public void Advance(int count) => _start += count;

    /// <summary>Reads more, which is to be <see cref="Add">added</see>; nothing at the end of the stream.</summary>
    public ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
#if NETSTANDARD2_0
        return new(stream.ReadAsync(_bytes, _end, _bytes.Length - _end, cancellationToken));
#else
        return stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
#endif
    }

    public void Add(int read) => _end += read;

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
        int length = _end - _start;
        if (wasFilled && (_bytes.Length < BusySize || length > _bytes.Length / 2))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else if (_start > 0)
        {
            Unread.CopyTo(_bytes);
        }

        _start = 0;
        _end = length;
    }
}
