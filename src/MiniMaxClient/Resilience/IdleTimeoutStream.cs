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

    private ManualResetValueTaskSourceCore<int> _pendingRead;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _readAwaiter;
    private Memory<byte> _readBuffer;
    private Action? _onReadCompleted;
    private int _state;
    private ReadOnlyMemory<byte> _peekedBytes;
    private long _totalBytesRead;

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
    public async ValueTask<byte?> PeekFirstByteAsync()
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

        _peekedBytes = start.AsMemory(0, length);
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
        if (!_peekedBytes.IsEmpty)
            return new(ReadPeekedBytes(buffer.Span));
        monitor.MarkReadStart();
        int read;
        try
        {
            attempt.ThrowIfCanceled();
            ValueTask<int> reading = inner.ReadAsync(buffer, GetReadToken(cancellationToken));
            if (!reading.IsCompleted)
                return AwaitReadAsync(reading, buffer);
            read = reading.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return new(Task.FromException<int>(CompleteRead(e)));
        }

        return CompleteRead(read, buffer.Span, isImmediate: true) is { } failure
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

    int IValueTaskSource<int>.GetResult(short token) => _pendingRead.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _pendingRead.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _pendingRead.OnCompleted(continuation, state, token, flags);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            int state = Interlocked.Exchange(ref _state, Disposed);
            if (state == Idle)
                DisposeBodyAndResponse();
            else if (state == Reading)
                _pendingRead.SetException(new ObjectDisposedException(nameof(IdleTimeoutStream)));
        }

        base.Dispose(disposing);
    }

    /// <summary>Waits for a read: without an allocation, since there is one for most chunks.</summary>
    private ValueTask<int> AwaitReadAsync(ValueTask<int> reading, Memory<byte> buffer)
    {
        _pendingRead.Reset();
        _readBuffer = buffer;
        _readAwaiter = reading.ConfigureAwait(false).GetAwaiter();
        ObjectDisposedException.ThrowIf(Interlocked.CompareExchange(ref _state, Reading, Idle) != Idle, this);
        if (_onReadCompleted is null)
        {
            _onReadCompleted = OnReadCompleted;
            attempt.RegisterCallback(OnCanceled);
        }
        else if (attempt.IsCanceled)
        {
            OnCanceled();
        }

        _readAwaiter.UnsafeOnCompleted(_onReadCompleted);
        return new(this, _pendingRead.Version);
    }

    private void OnReadCompleted()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) != Reading)
        {
            OnAbandonedReadCompleted();
            return;
        }

        Memory<byte> buffer = _readBuffer;
        _readBuffer = default;
        int read;
        try
        {
            read = _readAwaiter.GetResult();
        }
        catch (Exception e)
        {
            _pendingRead.SetException(CompleteRead(e));
            return;
        }

        if (CompleteRead(read, buffer.Span) is { } failure)
            _pendingRead.SetException(failure);
        else
            _pendingRead.SetResult(read);
    }

    /// <summary>Ends a read that is not awaited, and the stream if that is disposed of.</summary>
    private void OnAbandonedReadCompleted()
    {
        try
        {
            _readAwaiter.GetResult();
        }
        catch (Exception)
        {
            // The reader has seen the cancellation.
        }

        if (Interlocked.CompareExchange(ref _state, Idle, Abandoned) != Disposed)
            return;
        try
        {
            DisposeBodyAndResponse();
        }
        catch (Exception)
        {
            // The call has ended.
        }
    }

    private void OnCanceled()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Reading) == Reading)
            _pendingRead.SetException(CompleteRead(attempt.CreateCanceledException()));
    }

    private CancellationToken GetReadToken(CancellationToken readToken) => readToken.CanBeCanceled ? readToken : attempt.Token;

    private int ReadPeekedBytes(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _peekedBytes.Length);
        _peekedBytes.Span.Slice(0, count).CopyTo(buffer);
        // A stream that waits holds no bytes that were read.
        _peekedBytes = count < _peekedBytes.Length ? _peekedBytes.Slice(count) : default;
        return count;
    }

    /// <summary>Ends a read that succeeded; returns a failure where the stream is too long.</summary>
    private InvalidDataException? CompleteRead(int byteCount, ReadOnlySpan<byte> buffer, bool isImmediate = false)
    {
        if (!isImmediate || !monitor.TryMarkImmediateReadEnd())
            monitor.MarkReadEnd(buffer.Slice(0, byteCount).IndexOfAny((byte)'\n', (byte)'\r') >= 0);
        _totalBytesRead += byteCount;
        return _totalBytesRead <= MaxBytes ? null : new InvalidDataException($"the stream is longer than {MaxBytes} bytes");
    }

    private Exception CompleteRead(Exception failure)
    {
        monitor.MarkReadEnd(hasLine: false);
        return failure switch
        {
            OperationCanceledException => new IOException("The read was canceled.", failure),
            InvalidDataException or (InvalidOperationException and not ObjectDisposedException) =>
                new InvalidDataException("the compressed body is corrupt", failure),
            _ => failure,
        };
    }

    private void DisposeBodyAndResponse()
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
