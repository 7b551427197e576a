namespace MiniMaxClient.Client;

/// <content>How a call is over before its end: by its caller, by the total limit, by the end of the client.</content>
internal sealed partial class ProviderCall
{
    private const int Running = 0;
    private const int Over = 1;
    private const int Ended = 2;

    private CancellationTokenSource? _over;
    private ITimer? _timer;
    private Exchange? _first;
    private int _state;

    /// <summary>Whether the call is over before its end.</summary>
    public bool IsOver => Volatile.Read(ref _state) == Over;

    public bool IsTimedOut => IsOver && !Caller.IsCancelled && !Channel.Closing.IsCancellationRequested;

    /// <summary>Cancelled when the call is over.</summary>
    /// <remarks>
    /// Made, with a timer of the total limit, when something around the attempts asks for it: retries, a limiter, a pipeline of
    /// the app's. An attempt sees to the limit by itself.
    /// </remarks>
    public CancellationToken Token
    {
        get
        {
            if (Volatile.Read(ref _over) is { } known)
                return known.Token;
            var over = new CancellationTokenSource();
            if (Interlocked.CompareExchange(ref _over, over, null) is { } other)
                return other.Token;
            TimeSpan left = TimeLeft;
            if (left != TimeSpan.MaxValue)
            {
                TimeSpan due = left > TimeSpan.Zero ? left : TimeSpan.Zero;
                _timer = Channel.Clock.CreateTimer(
                    static call => ((ProviderCall)call!).End(), this, due, Timeout.InfiniteTimeSpan);
            }

            if (IsOver)
                over.Cancel();
            return over.Token;
        }
    }

    /// <summary>Ends the call before its end.</summary>
    public void End()
    {
        if (Interlocked.CompareExchange(ref _state, Over, Running) != Running)
            return;
        Volatile.Read(ref _over)?.Cancel();
        Volatile.Read(ref _first)?.OnCallOver();
    }

    /// <summary>Tells an attempt when the call is over before its end, until it is <see cref="Detach">detached</see>.</summary>
    /// <returns>What the attempt disposes of as well.</returns>
    public CancellationTokenRegistration Attach(Exchange attempt)
    {
        // A token costs as much as all the rest of a call: it is for those of several attempts.
        if (Volatile.Read(ref _over) is not null || Interlocked.CompareExchange(ref _first, attempt, null) is not null)
            return Token.Register(static attempt => ((Exchange)attempt!).OnCallOver(), attempt);
        if (IsOver)
            attempt.OnCallOver();
        return default;
    }

    public void Detach(Exchange attempt) => Interlocked.CompareExchange(ref _first, null, attempt);

    private CancellationTokenRegistration EndBy(CancellationToken token) =>
        token.Register(static call => ((ProviderCall)call!).End(), this);
}
