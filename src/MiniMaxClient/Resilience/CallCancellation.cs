namespace MiniMaxClient.Resilience;

/// <summary>The reason for which a call ended before its completion.</summary>
internal enum CallEnd
{
    None,

    /// <summary>The caller canceled the call.</summary>
    Canceled,

    /// <summary>The client was disposed of.</summary>
    Disposed,

    /// <summary>The total timeout elapsed.</summary>
    Timeout,
}

/// <summary>Ends a call before its completion: by its caller, its total timeout or the disposal of its client.</summary>
internal sealed class CallCancellation : IDisposable
{
    private const int Running = 0;
    private const int Canceled = 1;
    private const int Completed = 2;

    private readonly TimeProvider _clock;
    private readonly CancellationToken _closing;
    private readonly Action<object, CallEnd> _onCanceled;
    private readonly object _call;
    private readonly CancellationTokenRegistration _callEnd;
    private readonly CancellationTokenRegistration _enumerationEnd;
    private readonly CancellationTokenRegistration _clientEnd;
    private readonly ITimer? _timer;
    private int _state;

    /// <param name="clock">The clock.</param>
    /// <param name="timeout">The total timeout.</param>
    /// <param name="caller">The caller's tokens.</param>
    /// <param name="onCanceled">Called before any wait ends; it must not block.</param>
    /// <param name="call">The first argument of that.</param>
    /// <param name="closing">Canceled when the client is disposed of.</param>
    public CallCancellation(
        TimeProvider clock,
        TimeSpan timeout,
        CallerTokens caller,
        Action<object, CallEnd> onCanceled,
        object call,
        CancellationToken closing)
    {
        _clock = clock;
        _closing = closing;
        _onCanceled = onCanceled;
        _call = call;
        StartTimestamp = clock.GetTimestamp();
        Timeout = timeout;
        Caller = caller;
        _callEnd = CancelWith(caller.Call);
        _enumerationEnd = CancelWith(caller.Enumeration);
        _clientEnd = CancelWith(closing);
        if (timeout != System.Threading.Timeout.InfiniteTimeSpan)
        {
            _timer = clock.CreateTimer(
                static call => ((CallCancellation)call!).Cancel(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    public long StartTimestamp { get; }

    public CancellationSignal Signal { get; } = new();

    public CallerTokens Caller { get; }

    /// <summary>The total timeout.</summary>
    public TimeSpan Timeout { get; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(StartTimestamp);

    /// <summary>The remaining time of the total timeout; <see cref="TimeSpan.MaxValue"/> without one.</summary>
    public TimeSpan TimeLeft => Timeout == System.Threading.Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Timeout - Elapsed;

    /// <summary>Whether the call ended before its completion.</summary>
    public bool IsCanceled => Volatile.Read(ref _state) == Canceled;

    /// <summary>Whether no further attempt may begin.</summary>
    public bool HasEnded => Volatile.Read(ref _state) != Running;

    /// <summary>The reason of an end before completion. The caller's cancellation comes first, whatever else happened.</summary>
    public CallEnd End =>
        Caller.IsCanceled ? CallEnd.Canceled
        : _closing.IsCancellationRequested ? CallEnd.Disposed
        : IsCanceled ? CallEnd.Timeout
        : CallEnd.None;

    /// <summary>Completes the call: no later cancellation has an effect.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(ref _state, Completed, Running);
        _callEnd.Dispose();
        _enumerationEnd.Dispose();
        _clientEnd.Dispose();
        _timer?.Dispose();
    }

    private CancellationTokenRegistration CancelWith(CancellationToken token) =>
        token.Register(static call => ((CallCancellation)call!).Cancel(), this);

    private void Cancel()
    {
        if (Interlocked.CompareExchange(ref _state, Canceled, Running) != Running)
            return;
        try
        {
            _onCanceled(_call, End);
        }
        finally
        {
            Signal.Cancel();
        }
    }
}
