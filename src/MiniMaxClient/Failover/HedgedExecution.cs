using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>Executes one call over several providers, with failover and hedging.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="state">The state of the client.</param>
/// <param name="models">The model that each client requests.</param>
/// <param name="createCall">Creates the call to the provider with this index.</param>
/// <param name="startCall">Starts a call; the action records that a chunk has arrived.</param>
/// <param name="failures">The failures of the call's providers.</param>
/// <param name="telemetry">The telemetry; null without listeners.</param>
/// <param name="callSignal">The cancellation of the call.</param>
internal sealed class HedgedExecution<T>(
    FailoverState state,
    IReadOnlyList<string> models,
    Func<int, FailoverMemberCall> createCall,
    Func<FailoverMemberCall, Action, Task<T>> startCall,
    FailoverFailures failures,
    FailoverTelemetry? telemetry,
    CancellationSignal callSignal)
    where T : notnull
{
    private readonly (int[] Order, int Available) _providerOrder = state.Cooldowns.GetProviderOrder(models);
    private readonly List<(FailoverMemberCall Member, Task<T> Task)> _runningCalls = [];
    private int _startedCount;
    private bool _hasChunk;

    /// <summary>Whether a hedged call may start; a provider in its cooldown is used only if all others failed.</summary>
    private bool CanHedge =>
        _startedCount < _providerOrder.Available && !_runningCalls.Exists(static call => call.Task.IsCompleted);

    /// <summary>Runs until a provider succeeds, and cancels the calls to the others.</summary>
    /// <exception cref="MiniMaxException">All providers failed, or one failed in a way that no other can resolve.</exception>
    public async Task<T> ExecuteAsync()
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
                    state.Cooldowns.EndCooldown(member.ClientIndex, models[member.ClientIndex]);
                    return result;
                }
                catch (Exception e)
                {
                    bool hasFailedOver = e is MiniMaxException failure && CanFailOver(failure)
                        && TryFailOver(member.ClientIndex, failure);
                    if (!hasFailedOver && !IsHedgedCall(member))
                        throw;
                }
            }
        }
        finally
        {
            foreach ((FailoverMemberCall member, Task<T> task) in _runningCalls)
            {
                member.CancelProviderCall();
                // The attempt log has its failure.
                _ = CancellationSignal.DisposeAfterCompletionAsync(task);
            }
        }
    }

    /// <summary>Determines whether another provider may succeed after a failure.</summary>
    private static bool CanFailOver(MiniMaxException failure) => failure is MiniMaxConnectionException
        or MiniMaxTimeoutException or MiniMaxRateLimitException or MiniMaxServerException
        or MiniMaxInsufficientCreditsException or MiniMaxNotFoundException or MiniMaxInvalidResponseException
        or MiniMaxStreamInterruptedException
        || ErrorClassifier.IsUnknownModel(failure);

    /// <summary>Determines whether a call is hedged, so that an earlier one continues after its failure.</summary>
    private bool IsHedgedCall(FailoverMemberCall member) =>
        !callSignal.IsCanceled && _runningCalls.Exists(call => GetOrderIndex(call.Member) < GetOrderIndex(member));

    private int GetOrderIndex(FailoverMemberCall member) => Array.IndexOf(_providerOrder.Order, member.ClientIndex);

    /// <summary>
    /// Begins the cooldown of a failed provider and starts the next one, if any; returns false if no call is running then.
    /// </summary>
    private bool TryFailOver(int clientIndex, MiniMaxException failure)
    {
        // A local rejection by the limiter says nothing about the provider.
        TimeSpan cooldown = failure is MiniMaxRateLimitException { StatusCode: null }
            ? TimeSpan.Zero
            : state.Cooldowns.BeginCooldown(clientIndex, models[clientIndex], failure);
        string provider = state.GetProviderName(clientIndex);
        if (_hasChunk || _startedCount == _providerOrder.Order.Length || callSignal.IsCanceled)
        {
            if (_runningCalls.Count == 0)
                return false;
            failures.AddFailure(provider, state.GetProviderName(_runningCalls[0].Member.ClientIndex), failure, cooldown);
            return true;
        }

        string next = state.GetProviderName(_providerOrder.Order[_startedCount]);
        failures.AddFailure(provider, next, failure, cooldown);
        telemetry?.RecordFailover(provider, next, failure);
        StartNextProvider();
        return true;
    }

    private void StartNextProvider()
    {
        FailoverMemberCall member = createCall(_providerOrder.Order[_startedCount++]);
        _runningCalls.Add((member, InvokeStartAsync(member)));
    }

    // Async, so that a client that throws synchronously fails like one that returns a faulted task.
    private async Task<T> InvokeStartAsync(FailoverMemberCall member) =>
        await startCall(member, () => _hasChunk = true).ConfigureAwait(false);

    /// <summary>Waits until a call has ended; starts hedged calls when the delay elapses.</summary>
    private async Task<(FailoverMemberCall Member, Task<T> Task)> WaitForNextEndedCallAsync()
    {
        while (true)
        {
            TimeSpan delay = CanHedge ? state.Options.HedgeAfter ?? Timeout.InfiniteTimeSpan : Timeout.InfiniteTimeSpan;
            using var delaySource = new CancellationTokenSource();
            Task delayTask = state.Options.TimeProvider.Delay(delay, delaySource.Token);
            Task first = await Task
                .WhenAny([.. _runningCalls.Select(static call => call.Task), delayTask, callSignal.CancellationTask])
                .ConfigureAwait(false);
            delaySource.Cancel();
            if (_runningCalls.Find(call => call.Task == first) is { Task: not null } ended)
                return ended;

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
