using MiniMaxClient.Resilience;

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
    private Exchange? _current;
    private Exchange? _endedIn;
    private TaskCompletionSource<bool>? _end;
    private int _state;

    /// <summary>Whether the call is over before its end.</summary>
    public bool IsOver => Volatile.Read(ref _state) == Over;

    public bool IsTimedOut => IsOver && !Caller.IsCancelled && !Channel.Closing.IsCancellationRequested;

    /// <summary>Whether the disposal of the client ended the call.</summary>
    public bool IsClosed => IsOver && !Caller.IsCancelled && Channel.Closing.IsCancellationRequested;

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
        _endedIn = Volatile.Read(ref _current);
        try
        {
            Volatile.Read(ref _first)?.OnCallOver();
            _endedIn?.OnCallOver();
        }
        finally
        {
            Volatile.Read(ref _end)?.TrySetResult(true);
            Volatile.Read(ref _over)?.CancelInBackground();
        }
    }

    /// <summary>Waits for a part of the call, but not beyond the end of the call.</summary>
    /// <remarks>
    /// What the app brings along, such as a pipeline, a limiter or a handler, may ignore its token. It goes on by itself then,
    /// and what it returns is disposed of.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The call ended first.</exception>
    private async ValueTask<T> WaitAsync<T>(ValueTask<T> part)
        where T : class
    {
        if (part.IsCompleted)
            return await part.ConfigureAwait(false);
        Task<T> task = part.AsTask();
        if (await Task.WhenAny(task, GetEnd()).ConfigureAwait(false) == task)
            return await task.ConfigureAwait(false);
        _ = AbandonAsync(task);
        throw new OperationCanceledException("The call is over.");
    }

    /// <summary>Waits for attempts as <see cref="WaitAsync"/> does, if a part of the app's is around them.</summary>
    /// <remarks>Each attempt is waited for so in any case; what is around it otherwise ends by itself, in order.</remarks>
    private ValueTask<T> WaitForAttemptsAsync<T>(ValueTask<T> attempts)
        where T : class =>
        Channel.Options.Resilience is { Pipeline: null, RateLimiter: null } ? attempts : WaitAsync(attempts);

    private Task<bool> GetEnd()
    {
        TaskCompletionSource<bool> end = Volatile.Read(ref _end) ?? new(TaskCreationOptions.RunContinuationsAsynchronously);
        end = Interlocked.CompareExchange(ref _end, end, null) ?? end;
        if (IsOver)
            end.TrySetResult(true);
        return end.Task;
    }

    private static async Task AbandonAsync<T>(Task<T> task)
        where T : class
    {
        try
        {
            if (await task.ConfigureAwait(false) is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The caller has the end of the call by now.
        }
    }

    /// <summary>Tells an attempt when the call is over before its end, until it is <see cref="Detach">detached</see>.</summary>
    /// <returns>What the attempt disposes of as well.</returns>
    public CancellationTokenRegistration Attach(Exchange attempt)
    {
        Volatile.Write(ref _current, attempt);

        // A token costs as much as all the rest of a call: it is for those of several attempts.
        if (Volatile.Read(ref _over) is not null || Interlocked.CompareExchange(ref _first, attempt, null) is not null)
            return Token.Register(static attempt => ((Exchange)attempt!).OnCallOver(), attempt);
        if (IsOver)
            attempt.OnCallOver();
        return default;
    }

    public void Detach(Exchange attempt)
    {
        Interlocked.CompareExchange(ref _first, null, attempt);
        Interlocked.CompareExchange(ref _current, null, attempt);
    }

    private CancellationTokenRegistration EndBy(CancellationToken token) =>
        token.Register(static call => ((ProviderCall)call!).End(), this);
}
