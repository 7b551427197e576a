using System.Text;

namespace MiniMaxClient.Tests.Speed;

/// <summary>A streamed answer of one event many times over, made while it is read.</summary>
/// <param name="token">The event, with its blank line.</param>
/// <param name="count">How often it comes.</param>
/// <param name="end">What follows.</param>
internal sealed class RepeatedEventStream(string token, int count, string end) : Stream
{
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);
    private readonly byte[] _end = Encoding.UTF8.GetBytes(end);
    private int _left = count;
    private int _place;

    /// <summary>How many bytes were read.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written < buffer.Length)
        {
            ReadOnlySpan<byte> rest = (_left > 0 ? _token : _end).AsSpan(_place);
            int taken = Math.Min(rest.Length, buffer.Length - written);
            if (taken == 0)
                break;
            rest[..taken].CopyTo(buffer[written..]);
            written += taken;
            _place += taken;
            if (_left > 0 && _place == _token.Length)
            {
                _left--;
                _place = 0;
            }
        }

        BytesRead += written;
        return written;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
