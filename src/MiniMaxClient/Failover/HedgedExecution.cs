using MiniMaxClient.Diagnostics;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>Executes one call over several providers: one after the other, and the next beside one that is slow.</summary>
/// <typeparam name="T">The result of the first one to succeed.</typeparam>
/// <param name="state">The client.</param>
/// <param name="model">The requested model.</param>
/// <param name="beginCall">Begins the call to a provider.</param>
/// <param name="startCall">Starts it; the action records that a chunk has arrived.</param>
/// <param name="telemetry">Records changes of the provider.</param>
/// <param name="callSignal">Cancels the call.</param>
internal sealed class HedgedExecution<T>(
    FailoverState state,
    string model,
    Func<int, FailoverMemberCall> beginCall,
    Func<FailoverMemberCall, Action, Task<T>> startCall,
    FailoverTelemetry? telemetry,
    CancellationSignal callSignal)
    where T : notnull
{
    private readonly (int[] Order, int Available) _providerOrder = state.Cooldowns.GetProviderOrder(model);
    private readonly List<(FailoverMemberCall Member, Task<T> Task)> _runningCalls = [];
    private int _startedCount;
    private bool _hasChunk;

    /// <summary>Whether a provider may be started for speed: one in its cooldown is used only where all others failed.</summary>
    private bool CanHedge =>
        _startedCount < _providerOrder.Available && !_runningCalls.Exists(static one => one.Task.IsCompleted);

    /// <summary>Runs until a provider succeeds, and cancels the others.</summary>
    /// <exception cref="MiniMaxException">All failed, or one in a way that another provider cannot fix.</exception>
    public async Task<T> RunUntilSuccessAsync()
    {
        try
        {
            StartNextProvider();
            while (true)
            {
                (FailoverMemberCall member, Task<T> task) = await WaitForNextEndedCallAsync().ConfigureAwait(false);
                _runningCalls.Remove((member, task));
                try
                {
                    T result = await task.ConfigureAwait(false);
                    state.Cooldowns.EndCooldown(member.ClientIndex, model);
                    return result;
                }
                catch (Exception e)
                {
                    bool continues = e is MiniMaxException failure && CanFailOver(failure)
                        && TryFailOver(member.ClientIndex, failure);
                    if (!continues && !IsHedgedCall(member))
                        throw;
                }
            }
        }
        finally
        {
            foreach ((FailoverMemberCall member, Task<T> task) in _runningCalls)
            {
                member.CancelProviderCall();
                // Its failure is recorded in the attempt log.
                _ = CancellationSignal.DisposeAfterCompletionAsync(task);
            }
        }
    }

    /// <summary>Whether another provider may succeed after such a failure.</summary>
    private static bool CanFailOver(MiniMaxException failure) => failure is MiniMaxConnectionException
        or MiniMaxTimeoutException or MiniMaxRateLimitException or MiniMaxServerException
        or MiniMaxInsufficientCreditsException or MiniMaxNotFoundException or MiniMaxInvalidResponseException
        or MiniMaxStreamInterruptedException;

    /// <summary>Whether a provider was started for speed alone, so that the earlier ones go on after its failure.</summary>
    private bool IsHedgedCall(FailoverMemberCall providerCall) =>
        !callSignal.IsCanceled && _runningCalls.Exists(one => GetOrderIndex(one.Member) < GetOrderIndex(providerCall));

    private int GetOrderIndex(FailoverMemberCall providerCall) => Array.IndexOf(_providerOrder.Order, providerCall.ClientIndex);

    /// <summary>Begins the cooldown of a failed provider and starts the next one; returns false when none is left.</summary>
    private bool TryFailOver(int clientIndex, MiniMaxException failure)
    {
        // A local rejection says nothing about the provider.
        TimeSpan cooldown = failure is MiniMaxRateLimitException { StatusCode: null }
            ? TimeSpan.Zero
            : state.Cooldowns.BeginCooldown(clientIndex, model, failure);
        if (_hasChunk || _startedCount == _providerOrder.Order.Length || callSignal.IsCanceled)
            return _runningCalls.Count > 0;
        string provider = state.GetProviderName(clientIndex);
        string next = state.GetProviderName(_providerOrder.Order[_startedCount]);
        FailoverLog.FailingOver(state.Logger, provider, failure.GetType().Name, next, cooldown);
        telemetry?.RecordFailover(provider, next, failure);
        StartNextProvider();
        return true;
    }

    private void StartNextProvider()
    {
        FailoverMemberCall member = beginCall(_providerOrder.Order[_startedCount++]);
        _runningCalls.Add((member, InvokeStartAsync(member)));
    }

    // A client that throws at once fails like one that throws later.
    private async Task<T> InvokeStartAsync(FailoverMemberCall providerCall) =>
        await startCall(providerCall, () => _hasChunk = true).ConfigureAwait(false);

    /// <summary>Waits until a provider has succeeded or failed; starts hedged calls when the delay elapses.</summary>
    private async Task<(FailoverMemberCall Member, Task<T> Task)> WaitForNextEndedCallAsync()
    {
        while (true)
        {
            TimeSpan delay = CanHedge ? state.Options.HedgeAfter ?? Timeout.InfiniteTimeSpan : Timeout.InfiniteTimeSpan;
            using var waiting = new CancellationTokenSource();
            Task late = state.Options.TimeProvider.Delay(delay, waiting.Token);
            Task first = await Task.WhenAny([.. _runningCalls.Select(static one => one.Task), late, callSignal.CancellationTask])
                .ConfigureAwait(false);
            waiting.Cancel();
            if (_runningCalls.Find(one => one.Task == first) is { Task: not null } done)
                return done;

            // A client of the app may ignore its token.
            callSignal.ThrowIfCanceled();
            string slow = state.GetProviderName(_runningCalls[_runningCalls.Count - 1].Member.ClientIndex);
            string next = state.GetProviderName(_providerOrder.Order[_startedCount]);
            FailoverLog.Hedging(state.Logger, slow, delay, next);
            telemetry?.RecordFailover(slow, next, null);
            StartNextProvider();
        }
    }
}
