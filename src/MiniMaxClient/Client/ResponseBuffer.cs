using System.Buffers;

namespace MiniMaxClient.Client;

/// <summary>Represents a buffer in pooled memory for a complete body of limited length.</summary>
/// <param name="expectedLength">The length that the server declares, which is not trusted; null if it declares none.</param>
internal sealed class ResponseBuffer(long? expectedLength = null) : IDisposable
{
    private const int MinLength = 8 * 1024;

    // A Content-Length header alone must not make the client allocate more.
    private const int MaxInitialLength = 1024 * 1024;

    private const int MaxArrayLength = 0x7FFFFFC7;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(
        (int)Math.Min(Math.Max(expectedLength + 1 ?? 0, MinLength), MaxInitialLength));
    private int _length;
    private bool _isReading;

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Reads up to a maximum; returns false if the stream is longer.</summary>
    public async ValueTask<bool> ReadToEndAsync(Stream stream, int maxBytes)
    {
        while (true)
        {
            if (_length == _buffer.Length)
                GrowBuffer();
            _isReading = true;
            int read = await stream.ReadAsync(_buffer.AsMemory(_length)).ConfigureAwait(false);
            _isReading = false;
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
        byte[] bytes = _buffer;
        _buffer = [];
        _length = 0;
        // A read that failed may have been abandoned, and still write to the array.
        if (bytes.Length > 0 && !_isReading)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    private void GrowBuffer()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, MaxArrayLength));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
