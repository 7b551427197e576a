namespace MiniMaxClient.Resilience;

/// <summary>Specifies the reason for which a call ended before its completion.</summary>
internal enum CallEndReason
{
    None,
    CanceledByCaller,
    ClientDisposed,
    TotalTimeout,
}

/// <summary>Cancels a call on behalf of its caller, at its total timeout or when its client is disposed.</summary>
internal sealed class CallCancellation : IDisposable
{
    private const int Running = 0;
    private const int Canceled = 1;
    private const int Completed = 2;

    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _clientClosing;
    private readonly Action<object, CallEndReason> _onCanceled;
    private readonly object _callbackState;
    private readonly CancellationTokenRegistration _callRegistration;
    private readonly CancellationTokenRegistration _enumerationRegistration;
    private readonly CancellationTokenRegistration _clientRegistration;
    private readonly ITimer? _timeoutTimer;
    private int _state;

    /// <param name="timeProvider">The time provider of the total timeout.</param>
    /// <param name="timeout">The total timeout.</param>
    /// <param name="callerTokens">The caller's tokens.</param>
    /// <param name="onCanceled">The callback that runs before any wait ends; it must not block.</param>
    /// <param name="callbackState">The first argument of <paramref name="onCanceled"/>.</param>
    /// <param name="clientClosing">The token that is canceled when the client is disposed.</param>
    public CallCancellation(
        TimeProvider timeProvider,
        TimeSpan timeout,
        CallerCancellationTokens callerTokens,
        Action<object, CallEndReason> onCanceled,
        object callbackState,
        CancellationToken clientClosing)
    {
        _timeProvider = timeProvider;
        _clientClosing = clientClosing;
        _onCanceled = onCanceled;
        _callbackState = callbackState;
        StartTimestamp = timeProvider.GetTimestamp();
        Timeout = timeout;
        CallerTokens = callerTokens;
        _callRegistration = RegisterCancellation(callerTokens.CallToken);
        _enumerationRegistration = RegisterCancellation(callerTokens.EnumerationToken);
        _clientRegistration = RegisterCancellation(clientClosing);
        if (timeout != System.Threading.Timeout.InfiniteTimeSpan)
        {
            _timeoutTimer = timeProvider.CreateTimer(
                static state => ((CallCancellation)state!).Cancel(), this, timeout, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    public long StartTimestamp { get; }

    public CancellationSignal Signal { get; } = new();

    public CallerCancellationTokens CallerTokens { get; }

    /// <summary>Gets the total timeout.</summary>
    public TimeSpan Timeout { get; }

    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(StartTimestamp);

    /// <summary>Gets the remaining time of the total timeout; <see cref="TimeSpan.MaxValue"/> without one.</summary>
    public TimeSpan RemainingTime => Timeout == System.Threading.Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Timeout - Elapsed;

    /// <summary>Gets whether the call ended before its completion.</summary>
    public bool IsCanceled => Volatile.Read(ref _state) == Canceled;

    /// <summary>Gets whether the call is canceled or complete, so that no attempt may start.</summary>
    public bool HasEnded => Volatile.Read(ref _state) != Running;

    /// <summary>Gets the reason for which the call ended; the caller's cancellation takes precedence over others.</summary>
    public CallEndReason EndReason =>
        CallerTokens.IsCanceled ? CallEndReason.CanceledByCaller
        : _clientClosing.IsCancellationRequested ? CallEndReason.ClientDisposed
        : IsCanceled ? CallEndReason.TotalTimeout
        : CallEndReason.None;

    /// <summary>Completes the call, so that later cancellations have no effect.</summary>
    public void Dispose()
    {
        Interlocked.CompareExchange(ref _state, Completed, Running);
        _callRegistration.Dispose();
        _enumerationRegistration.Dispose();
        _clientRegistration.Dispose();
        _timeoutTimer?.Dispose();
    }

    private CancellationTokenRegistration RegisterCancellation(CancellationToken token) =>
        token.Register(static state => ((CallCancellation)state!).Cancel(), this);

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
