using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>Executes one call over several providers: one after the other, and the next beside one that is slow.</summary>
/// <typeparam name="T">The result of the first one to succeed.</typeparam>
/// <param name="state">The client.</param>
/// <param name="model">The requested model.</param>
/// <param name="begin">Begins the call to a provider.</param>
/// <param name="start">Starts it; the action records that a chunk has arrived.</param>
/// <param name="telemetry">Records changes of the provider.</param>
/// <param name="call">Cancels the call.</param>
internal sealed class HedgedExecution<T>(
    FailoverState state,
    string model,
    Func<int, MemberCall> begin,
    Func<MemberCall, Action, Task<T>> start,
    FailoverTelemetry? telemetry,
    CancellationSignal call)
    where T : notnull
{
    private readonly (int[] Order, int Available) _providers = state.Cooldowns.Order(model);
    private readonly List<(MemberCall Member, Task<T> Task)> _running = [];
    private int _started;
    private bool _hasChunk;

    /// <summary>Whether a provider may be started for speed: one in its cooldown is used only where all others failed.</summary>
    private bool CanHedge => _started < _providers.Available && !_running.Exists(static one => one.Task.IsCompleted);

    /// <summary>Runs until a provider succeeds, and cancels the others.</summary>
    /// <exception cref="MiniMaxException">All failed, or one in a way that another provider cannot fix.</exception>
    public async Task<T> RunAsync()
    {
        try
        {
            Start();
            while (true)
            {
                (MemberCall member, Task<T> task) = await WhenNextAsync().ConfigureAwait(false);
                _running.Remove((member, task));
                try
                {
                    T result = await task.ConfigureAwait(false);
                    state.Cooldowns.Remove(member.Place, model);
                    return result;
                }
                catch (Exception e)
                {
                    bool continues = e is MiniMaxException failure && CanFailOver(failure) && FailOver(member.Place, failure);
                    if (!continues && !IsHedge(member))
                        throw;
                }
            }
        }
        finally
        {
            foreach ((MemberCall member, Task<T> task) in _running)
            {
                member.Cancel();
                // Its failure is recorded in the attempt log.
                _ = CancellationSignal.DisposeAfterAsync(task);
            }
        }
    }

    /// <summary>Whether another provider may succeed after such a failure.</summary>
    private static bool CanFailOver(MiniMaxException failure) => failure is MiniMaxConnectionException
        or MiniMaxTimeoutException or MiniMaxRateLimitException or MiniMaxServerException
        or MiniMaxInsufficientCreditsException or MiniMaxNotFoundException or MiniMaxInvalidResponseException
        or MiniMaxStreamInterruptedException;

    /// <summary>Whether a provider was started for speed alone, so that the earlier ones go on after its failure.</summary>
    private bool IsHedge(MemberCall member) =>
        !call.IsCanceled && _running.Exists(one => GetTurn(one.Member) < GetTurn(member));

    private int GetTurn(MemberCall member) => Array.IndexOf(_providers.Order, member.Place);

    /// <summary>Begins the cooldown of a failed provider and starts the next one; returns false when none is left.</summary>
    private bool FailOver(int place, MiniMaxException failure)
    {
        // A local rejection says nothing about the provider.
        TimeSpan cooldown = failure is MiniMaxRateLimitException { StatusCode: null }
            ? TimeSpan.Zero
            : state.Cooldowns.Add(place, model, failure);
        if (_hasChunk || _started == _providers.Order.Length || call.IsCanceled)
            return _running.Count > 0;
        string provider = state.GetName(place);
        string next = state.GetName(_providers.Order[_started]);
        FailoverLog.FailingOver(state.Logger, provider, failure.GetType().Name, next, cooldown);
        telemetry?.Add(provider, next, failure);
        Start();
        return true;
    }

    private void Start()
    {
        MemberCall member = begin(_providers.Order[_started++]);
        _running.Add((member, StartAsync(member)));
    }

    // A client that throws at once fails like one that throws later.
    private async Task<T> StartAsync(MemberCall member) =>
        await start(member, () => _hasChunk = true).ConfigureAwait(false);

    /// <summary>Waits until a provider has succeeded or failed; starts hedged calls when the delay elapses.</summary>
    private async Task<(MemberCall Member, Task<T> Task)> WhenNextAsync()
    {
        while (true)
        {
            TimeSpan delay = CanHedge ? state.Options.HedgeAfter ?? Timeout.InfiniteTimeSpan : Timeout.InfiniteTimeSpan;
            using var waiting = new CancellationTokenSource();
            Task late = state.Options.TimeProvider.Delay(delay, waiting.Token);
            Task first = await Task.WhenAny([.. _running.Select(static one => one.Task), late, call.Canceled])
                .ConfigureAwait(false);
            waiting.Cancel();
            if (_running.Find(one => one.Task == first) is { Task: not null } done)
                return done;

            // A client of the app may ignore its token.
            call.ThrowIfCanceled();
            string slow = state.GetName(_running[_running.Count - 1].Member.Place);
            string next = state.GetName(_providers.Order[_started]);
            FailoverLog.Hedging(state.Logger, slow, delay, next);
            telemetry?.Add(slow, next, null);
            Start();
        }
    }
}
