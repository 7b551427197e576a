using System.Runtime.CompilerServices;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Agents;

/// <summary>
/// Asks the model, runs its calls, and asks again with the results, until it answers or a condition ends the run.
/// </summary>
internal sealed class ToolRunner
{
    private readonly IChatCompletionsClient _client;
    private readonly ToolSet _tools;
    private readonly ToolInvoker _invoker;
    private readonly ToolRunOptions _options;
    private readonly List<ToolRunStep> _steps = [];
    private ChatCompletionRequest _request;

    public ToolRunner(IChatCompletionsClient client, ChatCompletionRequest request, ToolSet tools, ToolRunOptions options)
    {
        _client = client;
        _tools = tools;
        _options = options;
        _invoker = new(tools, options);
        _request = request with { Tools = tools.Tools.Count > 0 ? tools.Tools : null };
    }

    /// <summary>Runs to the end, which is the last event.</summary>
    /// <param name="streams">Whether the answers are streamed.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="enumerationToken">Ends it too, where an enumeration has one of its own.</param>
    public async IAsyncEnumerable<ToolRunEvent> RunAsync(
        bool streams, CancellationToken cancellationToken, [EnumeratorCancellation] CancellationToken enumerationToken = default)
    {
        var caller = new CallerTokens(cancellationToken, enumerationToken);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumerationToken);
        IAsyncEnumerator<ToolRunEvent> events = StepsAsync(streams, either.Token).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (true)
            {
                bool isOver;
                try
                {
                    isOver = !await events.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (either.IsCancellationRequested && e is not MiniMaxException)
                {
                    throw new OperationCanceledException("The run was cancelled.", e, caller.Decisive);
                }

                if (isOver)
                    yield break;
                yield return events.Current;
            }
        }
        finally
        {
            await events.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<ToolRunEvent> StepsAsync(
        bool streams, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int step = 1; ; step++)
        {
            var answering = new PendingAnswer(_client, _request, streams);
            try
            {
                while (await MoveAsync(answering, cancellationToken).ConfigureAwait(false) is { } chunk)
                    yield return new ToolRunChunk(step, chunk);
            }
            finally
            {
                await answering.DisposeAsync().ConfigureAwait(false);
            }

            if (answering.Completion is not { } completion)
            {
                yield return End(step, ToolRunStop.Budget);
                yield break;
            }

            yield return new ToolRunAnswer(step, completion);
            Append(AnswerHistory.Replayable(completion.Message));
            IReadOnlyList<ToolCall> calls = completion.Message.ToolCalls ?? [];
            if (StopBefore(calls, step) is { } stop)
            {
                _steps.Add(new(completion, []));
                yield return End(step, stop);
                yield break;
            }

            var results = new ToolCallResult[calls.Count];
            bool isCut = completion.FinishReason == FinishReason.Length;
            await foreach (ToolRunEvent happened in
                RunCallsAsync(step, calls, isCut, results, cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }

            Append([.. results.Select(static result => result.Message)]);
            _steps.Add(new(completion, results));
            if (_options.StopWhen?.Invoke(_steps[_steps.Count - 1]) == true)
            {
                yield return End(step, ToolRunStop.StopWhen);
                yield break;
            }

            _request = _request with { ToolChoice = Released(_request.ToolChoice) };
        }
    }

    /// <summary>The choice without its force: a model that is made to call a tool each time could never answer.</summary>
    private static ToolChoice? Released(ToolChoice? choice) => choice switch
    {
        null or { Mode: "auto" or "none" } => choice,
        { AllowedTools: { } allowed } => choice with { AllowedTools = allowed with { Mode = "auto" } },
        _ => null,
    };

    /// <summary>The next chunk; null at the end of the answer, or when there is no money for it.</summary>
    private async ValueTask<ChatCompletionChunk?> MoveAsync(PendingAnswer answering, CancellationToken cancellationToken)
    {
        try
        {
            return await answering.MoveNextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MiniMaxBudgetException) when (_steps.Count > 0)
        {
            return null;
        }
    }

    private ToolRunStop? StopBefore(IReadOnlyList<ToolCall> calls, int step) =>
        calls.Count == 0 ? ToolRunStop.Answered
        : calls.Any(_tools.IsCallers) ? ToolRunStop.CallerTool
        : step >= _options.MaxSteps ? ToolRunStop.MaxSteps
        : null;

    /// <summary>Runs the calls of one answer, so many at once; the results stand in the calls' order.</summary>
    private async IAsyncEnumerable<ToolRunEvent> RunCallsAsync(
        int step,
        IReadOnlyList<ToolCall> calls,
        bool isCut,
        ToolCallResult[] results,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<(int Place, Task<ToolCallResult> Task)>();
        try
        {
            int next = 0;
            while (next < calls.Count || running.Count > 0)
            {
                while (next < calls.Count && running.Count < _options.MaxParallelCalls)
                {
                    var call = (FunctionToolCall)calls[next];
                    bool isLast = next == calls.Count - 1;
                    if (await _invoker.RefuseAsync(call, isCut && isLast, ending.Token).ConfigureAwait(false) is { } refusal)
                    {
                        results[next++] = refusal;
                        yield return new ToolCallEnded(step, refusal);
                        continue;
                    }

                    yield return new ToolCallStarted(step, call);
                    running.Add((next++, _invoker.RunAsync(call, ending.Token)));
                }

                if (running.Count == 0)
                    continue;
                Task first = await Task.WhenAny(running.Select(static one => one.Task)).ConfigureAwait(false);
                int index = running.FindIndex(one => one.Task == first);
                (int place, Task<ToolCallResult> task) = running[index];
                running.RemoveAt(index);
                results[place] = await task.ConfigureAwait(false);
                yield return new ToolCallEnded(step, results[place]);
            }
        }
        finally
        {
            // Tools that still run when the run is cancelled, or the consumer leaves.
            if (running.Count > 0)
                ending.Cancel();
        }
    }

    private void Append(params IReadOnlyList<ChatMessage> messages) =>
        _request = _request with { Messages = [.. _request.Messages, .. messages] };

    private ToolRunEnded End(int step, ToolRunStop stop) => new(step, new()
    {
        Completion = _steps[_steps.Count - 1].Completion,
        Stop = stop,
        Steps = [.. _steps],
        Messages = _request.Messages,
    });
}
