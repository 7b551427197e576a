using System.Runtime.CompilerServices;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Agents;

/// <summary>Runs the calls of a response with bounded concurrency, and records each start and result.</summary>
/// <param name="invoker">The invoker of the tools.</param>
/// <param name="maxParallelCalls">The maximum number of calls that run concurrently.</param>
/// <param name="saveStateAsync">Saves the state of the run.</param>
internal sealed class ToolCallScheduler(
    ToolInvoker invoker, int maxParallelCalls, Func<PendingStep, CancellationToken, Task> saveStateAsync)
{
    /// <summary>The number of calls that were started.</summary>
    public int StartedCount { get; private set; }

    /// <summary>Runs the calls of one response that have no result yet; the results have the order of the calls.</summary>
    /// <param name="step">The number of the step.</param>
    /// <param name="pending">The step.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async IAsyncEnumerable<ToolRunEvent> RunAsync(
        int step, PendingStep pending, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<(int CallIndex, Task<ToolCallResult> Task)>();
        try
        {
            int next = 0;
            while (next < pending.Calls.Count || running.Count > 0)
            {
                for (; next < pending.Calls.Count && running.Count < maxParallelCalls; next++)
                {
                    var call = (FunctionToolCall)pending.Calls[next];
                    if (pending.GetResult(next) is { } known)
                    {
                        yield return new ToolCallCompleted(step, known);
                    }
                    else if (await invoker.RequestApprovalAsync(call, pending.GetDecision(next), cancellation.Token)
                        .ConfigureAwait(false) is { } denial)
                    {
                        yield return await CompleteCallAsync(step, pending, next, denial, cancellationToken)
                            .ConfigureAwait(false);
                    }
                    else
                    {
                        pending.Start(next);
                        await saveStateAsync(pending, cancellationToken).ConfigureAwait(false);
                        yield return new ToolCallStarted(step, call);
                        StartedCount++;
                        running.Add((next, invoker.InvokeToolAsync(call, cancellation.Token)));
                    }
                }

                if (running.Count == 0)
                    continue;
                Task first = await Task.WhenAny(running.Select(static one => one.Task)).ConfigureAwait(false);
                int index = running.FindIndex(one => one.Task == first);
                (int callIndex, Task<ToolCallResult> task) = running[index];
                running.RemoveAt(index);
                ToolCallResult result = await task.ConfigureAwait(false);
                yield return await CompleteCallAsync(step, pending, callIndex, result, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Tools still run if the run was canceled or the enumeration abandoned.
            if (running.Count > 0)
                cancellation.CancelInBackground();
            else
                cancellation.Dispose();
        }
    }

    private async ValueTask<ToolRunEvent> CompleteCallAsync(
        int step, PendingStep pending, int callIndex, ToolCallResult result, CancellationToken cancellationToken)
    {
        pending.Complete(callIndex, result);
        await saveStateAsync(pending, cancellationToken).ConfigureAwait(false);
        return new ToolCallCompleted(step, result);
    }
}
