using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>One call to several providers: one after the other, or the next beside one that is slow.</summary>
/// <typeparam name="T">What the first one to succeed gives.</typeparam>
internal sealed class HedgedExecution<T>
    where T : notnull
{
    private readonly FailoverState _state;
    private readonly string _model;
    private readonly Func<IChatCompletionsClient, Action, CancellationToken, Task<T>> _start;
    private readonly FailoverTelemetry? _telemetry;
    private readonly CancellationToken _cancellationToken;
    private readonly int[] _order;
    private readonly int _available;
    private readonly List<Runner> _running = [];
    private int _started;
    private bool _hasBegun;

    /// <param name="state">The client.</param>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="start">Starts the call to one provider; the action marks that something of its answer has come.</param>
    /// <param name="telemetry">Where changes of the provider are told.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public HedgedExecution(
        FailoverState state,
        string model,
        Func<IChatCompletionsClient, Action, CancellationToken, Task<T>> start,
        FailoverTelemetry? telemetry,
        CancellationToken cancellationToken)
    {
        _state = state;
        _model = model;
        _start = start;
        _telemetry = telemetry;
        _cancellationToken = cancellationToken;
        (_order, _available) = state.Cooldowns.Order(model);
    }

    /// <summary>Runs until a provider succeeds, and cancels the others.</summary>
    /// <returns>What it gave, and what ends its call, to be disposed of after it.</returns>
    /// <exception cref="MiniMaxException">All failed, or one in a way that no other can mend.</exception>
    public async Task<(T Result, CancellationTokenSource Source)> RunAsync()
    {
        try
        {
            Start();
            while (true)
            {
                Runner runner = await NextAsync().ConfigureAwait(false);
                _running.Remove(runner);
                try
                {
                    T result = await runner.Task.ConfigureAwait(false);
                    _state.Cooldowns.Remove(runner.Client, _model);
                    return (result, runner.Source);
                }
                catch (Exception e)
                {
                    runner.Source.Dispose();
                    bool goesOn = e is MiniMaxException failure && IsMendable(failure) && GoOn(runner.Client, failure);
                    if (!goesOn && !IsBeside(runner))
                        throw;
                }
            }
        }
        finally
        {
            foreach (Runner loser in _running)
                _ = DiscardAsync(loser, _state.Clients[loser.Client] is ChatCompletionsClient);
        }
    }

    /// <summary>Whether another provider may answer where one failed so.</summary>
    private static bool IsMendable(MiniMaxException failure) => failure is MiniMaxConnectionException
        or MiniMaxTimeoutException or MiniMaxRateLimitException or MiniMaxServerException
        or MiniMaxInsufficientCreditsException or MiniMaxNotFoundException or MiniMaxInvalidResponseException
        or MiniMaxStreamInterruptedException;

    /// <summary>Whether one was asked for speed alone, so that its failure leaves the call to those before it.</summary>
    private bool IsBeside(Runner runner) =>
        _running.Exists(one => one.Place < runner.Place) && !_cancellationToken.IsCancellationRequested;

    /// <summary>Lets a failed provider rest and asks the next one; false when nobody is left.</summary>
    private bool GoOn(int client, MiniMaxException failure)
    {
        // A call that its own client had no place for says nothing of the provider.
        TimeSpan rest = failure is MiniMaxRateLimitException { StatusCode: null }
            ? TimeSpan.Zero
            : _state.Cooldowns.Add(client, _model, failure);
        if (_hasBegun || _started == _order.Length || _cancellationToken.IsCancellationRequested)
            return _running.Count > 0;
        string provider = _state.Name(client);
        string next = _state.Name(_order[_started]);
        FailoverLog.FailingOver(_state.Logger, provider, failure.GetType().Name, next, rest);
        _telemetry?.Add(provider, next, failure);
        Start();
        return true;
    }

    private void Start()
    {
        int place = _started++;
        int client = _order[place];
        var source = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
        _running.Add(new(place, client, AskAsync(_state.Clients[client], source.Token), source));
    }

    // What throws at once fails like what throws later.
    private async Task<T> AskAsync(IChatCompletionsClient client, CancellationToken cancellationToken) =>
        await _start(client, () => _hasBegun = true, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits for one to be done; meanwhile those are asked whom slowness calls.</summary>
    private async Task<Runner> NextAsync()
    {
        while (true)
        {
            TimeSpan delay = CanHedge ? _state.Options.HedgeAfter ?? Timeout.InfiniteTimeSpan : Timeout.InfiniteTimeSpan;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken);
            Task late = _state.Options.TimeProvider.Delay(delay, waiting.Token);
            Task first = await Task.WhenAny([.. _running.Select(static one => one.Task), late]).ConfigureAwait(false);
            waiting.Cancel();
            if (first != late)
                return _running.Find(one => one.Task == first)!;

            // A client of somebody else's may not heed its token.
            _cancellationToken.ThrowIfCancellationRequested();
            string slow = _state.Name(_running[_running.Count - 1].Client);
            string next = _state.Name(_order[_started]);
            FailoverLog.Hedging(_state.Logger, slow, delay, next);
            _telemetry?.Add(slow, next);
            Start();
        }
    }

    /// <summary>Whether there is a provider to be asked for speed: one that rests is asked only where all else failed.</summary>
    private bool CanHedge => _started < _available && !_running.Exists(static one => one.Task.IsCompleted);

    private static async Task DiscardAsync(Runner loser, bool isOwn)
    {
        try
        {
            // This library's clients end a call without waiting, and record it; a callback of another client may block.
            if (isOwn)
                loser.Source.Cancel();
            else
                loser.Source.CancelInBackground();
            if (await loser.Task.ConfigureAwait(false) is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It lost: how, stands in the log of attempts.
        }
        finally
        {
            loser.Source.Dispose();
        }
    }

    private sealed record Runner(int Place, int Client, Task<T> Task, CancellationTokenSource Source);
}
