namespace MiniMaxClient.Resilience;

/// <summary>The reason for which a call ended before its completion.</summary>
internal enum CallEndReason
{
    None,

    /// <summary>The caller canceled the call.</summary>
    CanceledByCaller,

    /// <summary>The client was disposed of.</summary>
    ClientDisposed,

    /// <summary>The total timeout elapsed.</summary>
    TotalTimeout,
}

/// <summary>Ends a call before its completion: by its caller, its total timeout or the disposal of its client.</summary>
internal sealed class CallCancellation : IDisposable
{
    private const int Running = 0;
    private const int Canceled = 1;
    private const int Completed = 2;

    private readonly TimeProvider _clock;
    private readonly CancellationToken _clientClosing;
    private readonly Action<object, CallEndReason> _onCanceled;
    private readonly object _callbackState;
    private readonly CancellationTokenRegistration _callRegistration;
    private readonly CancellationTokenRegistration _enumerationRegistration;
    private readonly CancellationTokenRegistration _clientRegistration;
    private readonly ITimer? _timeoutTimer;
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
        CallerCancellationTokens caller,
        Action<object, CallEndReason> onCanceled,
        object call,
        CancellationToken closing)
    {
        _clock = clock;
        _clientClosing = closing;
        _onCanceled = onCanceled;
        _callbackState = call;
        StartTimestamp = clock.GetTimestamp();
        Timeout = timeout;
        CallerTokens = caller;
        _callRegistration = RegisterCancellation(caller.CallToken);
        _enumerationRegistration = RegisterCancellation(caller.EnumerationToken);
        _clientRegistration = RegisterCancellation(closing);
        if (timeout != System.Threading.Timeout.InfiniteTimeSpan)
        {
            _timeoutTimer = clock.CreateTimer(
                static call => ((CallCancellation)call!).Cancel(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    public long StartTimestamp { get; }

    public CancellationSignal Signal { get; } = new();

    public CallerCancellationTokens CallerTokens { get; }

    /// <summary>The total timeout.</summary>
    public TimeSpan Timeout { get; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(StartTimestamp);

    /// <summary>The remaining time of the total timeout; <see cref="TimeSpan.MaxValue"/> without one.</summary>
    public TimeSpan RemainingTime => Timeout == System.Threading.Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Timeout - Elapsed;

    /// <summary>Whether the call ended before its completion.</summary>
    public bool IsCanceled => Volatile.Read(ref _state) == Canceled;

    /// <summary>Whether no further attempt may begin.</summary>
    public bool HasEnded => Volatile.Read(ref _state) != Running;

    /// <summary>The reason of an end before completion. The caller's cancellation comes first, whatever else happened.</summary>
    public CallEndReason EndReason =>
        CallerTokens.IsCanceled ? CallEndReason.CanceledByCaller
        : _clientClosing.IsCancellationRequested ? CallEndReason.ClientDisposed
        : IsCanceled ? CallEndReason.TotalTimeout
        : CallEndReason.None;

    /// <summary>Completes the call: no later cancellation has an effect.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(ref _state, Completed, Running);
        _callRegistration.Dispose();
        _enumerationRegistration.Dispose();
        _clientRegistration.Dispose();
        _timeoutTimer?.Dispose();
    }

    private CancellationTokenRegistration RegisterCancellation(CancellationToken token) =>
        token.Register(static call => ((CallCancellation)call!).Cancel(), this);

    private void Cancel()
    {
        if (Interlocked.CompareExchange(ref _state, Canceled, Running) != Running)
            return;
        try
        {
            _onCanceled(_callbackState, EndReason);
        }
        finally
        {
            Signal.Cancel();
        }
    }
}
