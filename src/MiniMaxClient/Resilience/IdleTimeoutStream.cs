using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

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
internal sealed class IdleTimeoutStream(
    Stream inner, IDisposable response, TimeoutMonitor monitor, CancellationSignal attempt) : Stream, IValueTaskSource<int>
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Abandoned = 2;
    private const int Disposed = 3;

    private ManualResetValueTaskSourceCore<int> _pending;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _reading;
    private Memory<byte> _buffer;
    private Action? _onRead;
    private int _state;
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
            int read = await ReadAsync(start.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
            if (read == 0)
                break;
            length += read;
            ReadOnlySpan<byte> text = start.AsSpan(0, length).TrimStart("\uFEFF \t\r\n"u8);
            first = text.IsEmpty ? null : text[0];
        }

        _start = start.AsMemory(0, length);
        return first;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#if NETSTANDARD2_0
    private ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
#else
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
#endif
    {
        if (!_start.IsEmpty)
            return new(ReadStart(buffer.Span));
        monitor.BeginRead();
        int read;
        try
        {
            attempt.ThrowIfCanceled();
            ValueTask<int> reading = inner.ReadAsync(buffer, GetToken(cancellationToken));
            if (!reading.IsCompleted)
                return WaitAsync(reading, buffer);
            read = reading.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return new(Task.FromException<int>(EndRead(e)));
        }

        return EndRead(read, buffer.Span, isImmediate: true) is { } failure
            ? new(Task.FromException<int>(failure))
            : new(read);
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body supports asynchronous reads only.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _pending.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _pending.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _pending.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            int state = Interlocked.Exchange(ref _state, Disposed);
            if (state == Idle)
                Release();
            else if (state == Reading)
                _pending.SetException(new ObjectDisposedException(nameof(IdleTimeoutStream)));
        }

        base.Dispose(disposing);
    }

    /// <summary>Waits for a read: without an allocation, since there is one for most chunks.</summary>
    private ValueTask<int> WaitAsync(ValueTask<int> reading, Memory<byte> buffer)
    {
        _pending.Reset();
        _buffer = buffer;
        _reading = reading.ConfigureAwait(false).GetAwaiter();
        ObjectDisposedException.ThrowIf(Interlocked.CompareExchange(ref _state, Reading, Idle) != Idle, this);
        if (_onRead is null)
        {
            _onRead = OnRead;
            attempt.OnCanceled(OnCanceled);
        }
        else if (attempt.IsCanceled)
        {
            OnCanceled();
        }

        _reading.UnsafeOnCompleted(_onRead);
        return new(this, _pending.Version);
    }

    private void OnRead()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) != Reading)
        {
            OnAbandonedRead();
            return;
        }

        Memory<byte> buffer = _buffer;
        _buffer = default;
        int read;
        try
        {
            read = _reading.GetResult();
        }
        catch (Exception e)
        {
            _pending.SetException(EndRead(e));
            return;
        }

        if (EndRead(read, buffer.Span) is { } failure)
            _pending.SetException(failure);
        else
            _pending.SetResult(read);
    }

    /// <summary>Ends a read that is not awaited, and the stream if that is disposed of.</summary>
    private void OnAbandonedRead()
    {
        try
        {
            _reading.GetResult();
        }
        catch (Exception)
        {
            // The reader has seen the cancellation.
        }

        if (Interlocked.CompareExchange(ref _state, Idle, Abandoned) != Disposed)
            return;
        try
        {
            Release();
        }
        catch (Exception)
        {
            // The call has ended.
        }
    }

    private void OnCanceled()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Reading) == Reading)
            _pending.SetException(EndRead(attempt.CreateException()));
    }

    private CancellationToken GetToken(CancellationToken own) => own.CanBeCanceled ? own : attempt.Token;

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
                new InvalidDataException("the compressed body is corrupt", failure),
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
