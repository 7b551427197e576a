using System.Buffers;

namespace MiniMaxClient.Client;

/// <summary>A whole body in pooled memory, within a bound.</summary>
/// <param name="expectedLength">The length that the other side tells, if it does; it need not be true.</param>
internal sealed class ResponseBody(long? expectedLength = null) : IDisposable
{
    private const int LeastLength = 8 * 1024;

    // What a header alone makes this side rent.
    private const int MostExpected = 1024 * 1024;

    private const int MaxArrayLength = 0x7FFFFFC7;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(
        (int)Math.Min(Math.Max(expectedLength + 1 ?? 0, LeastLength), MostExpected));
    private int _length;

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>Reads to the end or to the bound; false when there is more.</summary>
    public async ValueTask<bool> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _bytes.Length)
                Grow();
#if NETSTANDARD2_0
            int read = await stream.ReadAsync(_bytes, _length, _bytes.Length - _length, cancellationToken).ConfigureAwait(false);
#else
            int read = await stream.ReadAsync(_bytes.AsMemory(_length), cancellationToken).ConfigureAwait(false);
#endif
            _length += read;
            if (_length > maxBytes)
            {
                _length = maxBytes;
                return false;
            }

            if (read == 0)
                return true;
        }
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_bytes.Length * 2L, MaxArrayLength));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
