using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace MiniMaxClient.Resilience;

/// <summary>Represents the body of a response, with a size limit and reads that end with the attempt.</summary>
/// <remarks>
/// A complete line restarts the idle timeout, be it an event or a keep-alive comment; single bytes do not. A canceled read throws
/// an <see cref="IOException"/>, which a reader that already has the complete response treats as its end. A read that ignores its
/// token is abandoned; the inner stream is disposed after that read has completed.
/// </remarks>
/// <param name="inner">The body of the response.</param>
/// <param name="response">The response, which is disposed with the body.</param>
/// <param name="monitor">The monitor of the attempt's timeouts.</param>
/// <param name="attemptSignal">The signal that cancels the reads.</param>
internal sealed class IdleTimeoutStream(
    Stream inner, IDisposable response, TimeoutMonitor monitor, CancellationSignal attemptSignal) : Stream, IValueTaskSource<int>
{
    // As the drain timeout of the client's handler, which applies to HTTP/1.1.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(0.25);

    private const int NotReading = 0;
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

    /// <summary>Gets or sets the maximum number of bytes; a longer body causes an <see cref="InvalidDataException"/>.</summary>
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

    /// <summary>Reads ahead to the first byte after white space and a byte order mark; returns null if there is none.</summary>
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
            ReadOnlySpan<byte> trimmed = start.AsSpan(0, length).TrimStart("\uFEFF \t\r\n"u8);
            first = trimmed.IsEmpty ? null : trimmed[0];
        }

        _peekedBytes = start.AsMemory(0, length);
        return first;
    }

    /// <summary>Disposes the body of a complete response after its end, for which it waits in the background.</summary>
    /// <remarks>
    /// An HTTP/2 stream that is disposed before its end is reset. Servers limit the resets of a connection, because an attack
    /// consists of them (CVE-2023-44487), and may report the request as canceled.
    /// </remarks>
    /// <param name="timeProvider">The time provider of the wait.</param>
    public void DisposeAfterEnd(TimeProvider timeProvider)
    {
        if (response is HttpResponseMessage { Version.Major: 2 })
            _ = DrainAndDisposeAsync(timeProvider);
        else
            Dispose();
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
            attemptSignal.ThrowIfCanceled();
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
            if (state == NotReading)
                DisposeBodyAndResponse();
            else if (state == Reading)
                _pendingRead.SetException(new ObjectDisposedException(nameof(IdleTimeoutStream)));
        }

        base.Dispose(disposing);
    }

    private async Task DrainAndDisposeAsync(TimeProvider timeProvider)
    {
        using CancellationTokenSource source = timeProvider.CreateCancellationTokenSource(DrainTimeout);
        try
        {
            await attemptSignal.WaitAsync(DrainAsync(source.Token), source.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The response is complete, whatever follows it.
        }

        await CancellationSignal.DisposeIgnoringExceptionsAsync(this).ConfigureAwait(false);
        // Also during a read that ignores its token, which may never return.
        await CancellationSignal.DisposeIgnoringExceptionsAsync(response).ConfigureAwait(false);
    }

    private async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256];
        while (await ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) > 0)
            cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    // Without an allocation, since most chunks require it.
    private ValueTask<int> AwaitReadAsync(ValueTask<int> reading, Memory<byte> buffer)
    {
        _pendingRead.Reset();
        _readBuffer = buffer;
        _readAwaiter = reading.ConfigureAwait(false).GetAwaiter();
        ObjectDisposedException.ThrowIf(Interlocked.CompareExchange(ref _state, Reading, NotReading) != NotReading, this);
        if (_onReadCompleted is null)
        {
            _onReadCompleted = OnReadCompleted;
            attemptSignal.RegisterCallback(OnCanceled);
        }
        else if (attemptSignal.IsCanceled)
        {
            OnCanceled();
        }

        _readAwaiter.UnsafeOnCompleted(_onReadCompleted);
        return new(this, _pendingRead.Version);
    }

    private void OnReadCompleted()
    {
        if (Interlocked.CompareExchange(ref _state, NotReading, Reading) != Reading)
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

    /// <summary>Completes an abandoned read, and disposes the inner stream if this stream is disposed.</summary>
    private void OnAbandonedReadCompleted()
    {
        try
        {
            _readAwaiter.GetResult();
        }
        catch (Exception)
        {
            // The reader has already received the cancellation.
        }

        if (Interlocked.CompareExchange(ref _state, NotReading, Abandoned) != Disposed)
            return;
        try
        {
            DisposeBodyAndResponse();
        }
        catch (Exception)
        {
            // The call has already returned.
        }
    }

    private void OnCanceled()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Reading) == Reading)
            _pendingRead.SetException(CompleteRead(attemptSignal.CreateCanceledException()));
    }

    private CancellationToken GetReadToken(CancellationToken readToken) =>
        readToken.CanBeCanceled ? readToken : attemptSignal.Token;

    private int ReadPeekedBytes(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _peekedBytes.Length);
        _peekedBytes.Span.Slice(0, count).CopyTo(buffer);
        // A waiting stream must not keep the buffer alive.
        _peekedBytes = count < _peekedBytes.Length ? _peekedBytes.Slice(count) : default;
        return count;
    }

    /// <summary>Completes a successful read; returns an exception if the body is too long.</summary>
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
