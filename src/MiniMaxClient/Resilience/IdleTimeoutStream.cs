namespace MiniMaxClient.Resilience;

/// <summary>The body of a response, bounded, whose reads end with the attempt and are monitored for silence.</summary>
/// <remarks>
/// A whole line restarts the idle timeout, be it an event or a comment that keeps the connection alive; single bytes do not. A
/// read that is canceled is an <see cref="IOException"/>: a reader that has the whole response by then treats it as the end. A
/// read of a stream that ignores its token is abandoned; the stream is disposed of when that read has ended.
/// </remarks>
/// <param name="inner">The body as it arrives.</param>
/// <param name="response">The response, which is disposed of with the body.</param>
/// <param name="monitor">Monitors the reads.</param>
/// <param name="attempt">Cancels the reads.</param>
internal sealed partial class IdleTimeoutStream(
    Stream inner, IDisposable response, TimeoutMonitor monitor, CancellationSignal attempt) : Stream
{
    private ReadOnlyMemory<byte> _start;
    private long _bytes;

    /// <summary>The maximum number of bytes that are read; more are an <see cref="InvalidDataException"/>.</summary>
    public long MaxBytes { get; set; } = long.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gets the first byte that is not white space or part of a byte order mark; null for a body without one.</summary>
    public async ValueTask<byte?> PeekAsync()
    {
        byte[] start = new byte[512];
        int length = 0;
        byte? first = null;
        while (first is null && length < start.Length)
        {
#if NETSTANDARD2_0
            int read = await ReadAsync(start, length, start.Length - length, CancellationToken.None).ConfigureAwait(false);
#else
            int read = await ReadAsync(start.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
#endif
            if (read == 0)
                break;
            length += read;
            ReadOnlySpan<byte> text = start.AsSpan(0, length).TrimStart("\uFEFF \t\r\n"u8);
            first = text.IsEmpty ? null : text[0];
        }

        _start = start.AsMemory(0, length);
        return first;
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadStart(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _start.Length);
        _start.Span.Slice(0, count).CopyTo(buffer);
        // A stream that waits holds no bytes that were read.
        _start = count < _start.Length ? _start.Slice(count) : default;
        return count;
    }

    /// <summary>Ends a read that succeeded; returns a failure where the stream is too long.</summary>
    private InvalidDataException? EndRead(int read, ReadOnlySpan<byte> buffer, bool isImmediate = false)
    {
        if (!isImmediate || !monitor.TryEndImmediateRead())
            monitor.EndRead(buffer.Slice(0, read).IndexOfAny((byte)'\n', (byte)'\r') >= 0);
        _bytes += read;
        return _bytes <= MaxBytes ? null : new InvalidDataException($"the stream is longer than {MaxBytes} bytes");
    }

    private Exception EndRead(Exception failure)
    {
        monitor.EndRead(hasLine: false);
        return failure switch
        {
            OperationCanceledException => new IOException("The read was canceled.", failure),
            InvalidDataException or (InvalidOperationException and not ObjectDisposedException) =>
                new InvalidDataException("its compression is broken", failure),
            _ => failure,
        };
    }

    private void Release()
    {
        try
        {
            inner.Dispose();
        }
        finally
        {
            response.Dispose();
        }
    }
}
