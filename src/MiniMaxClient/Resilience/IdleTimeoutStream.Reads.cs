#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
#endif

namespace MiniMaxClient.Resilience;

/// <content>The reads, each of which ends with the attempt.</content>
internal sealed partial class IdleTimeoutStream
#if !NETSTANDARD2_0
    : IValueTaskSource<int>
#endif
{
#if NETSTANDARD2_0
    private Task<int>? _reading;

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (!_start.IsEmpty)
            return ReadStart(buffer.AsSpan(offset, count));
        monitor.BeginRead();
        int read;
        try
        {
            attempt.ThrowIfCanceled();
            _reading = inner.ReadAsync(buffer, offset, count, GetToken(cancellationToken));
            read = await attempt.WaitAsync(_reading).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw EndRead(e);
        }

        return EndRead(read, buffer.AsSpan(offset, count)) is { } failure ? throw failure : read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _reading is { IsCompleted: false } reading)
        {
            reading.ContinueWith(
                _ => Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        else if (disposing)
        {
            Release();
        }

        base.Dispose(disposing);
    }
#else
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Abandoned = 2;
    private const int Disposed = 3;

    private ManualResetValueTaskSourceCore<int> _pending;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _reading;
    private Memory<byte> _buffer;
    private Action? _onRead;
    private int _state;

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
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
            return ValueTask.FromException<int>(EndRead(e));
        }

        return EndRead(read, buffer.Span, isImmediate: true) is { } failure
            ? ValueTask.FromException<int>(failure)
            : new(read);
    }

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

    /// <summary>Ends a read that nobody waits for, and the stream if that is disposed of.</summary>
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
#endif

    private CancellationToken GetToken(CancellationToken own) => own.CanBeCanceled ? own : attempt.Token;
}
