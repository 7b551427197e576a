using System.Runtime.CompilerServices;
using MiniMaxClient.Failover;
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
    private readonly Func<ChatCompletion, IReadOnlyList<ChatMessage>?>? _reviewCompletion;
    private readonly List<ToolRunStep> _steps = [];
    private ChatCompletionRequest _request;

    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="options">The options.</param>
    /// <param name="reviewCompletion">
    /// Called with a response that calls no tool; returns the messages that ask for a correction, or null to accept it.
    /// </param>
    public ToolRunner(
        IChatCompletionsClient client,
        ChatCompletionRequest request,
        ToolSet tools,
        ToolRunOptions options,
        Func<ChatCompletion, IReadOnlyList<ChatMessage>?>? reviewCompletion = null)
    {
        _reviewCompletion = reviewCompletion;
        _client = client;
        _tools = tools;
        _options = options;
        _invoker = new(tools, options);
        _request = request with { Tools = tools.Tools.Count > 0 ? tools.Tools : null };
    }

    /// <summary>Runs to the end, which is the last event.</summary>
    /// <param name="isStreaming">Whether the answers are streamed.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="enumerationToken">Ends it too, where an enumeration has one of its own.</param>
    public async IAsyncEnumerable<ToolRunEvent> RunAsync(
        bool isStreaming, CancellationToken cancellationToken, [EnumeratorCancellation] CancellationToken enumerationToken =
            default)
    {
        var caller = new CallerCancellationTokens(cancellationToken, enumerationToken);
        CancellationToken closing = _client.GetDisposalToken();
        using var either = CancellationTokenSource.CreateLinkedTokenSource([cancellationToken, enumerationToken, closing]);
        IAsyncEnumerator<ToolRunEvent> events = RunStepsAsync(isStreaming, either.Token)
            .GetAsyncEnumerator(CancellationToken.None);
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
                    throw caller.IsCanceled
                        ? new OperationCanceledException("The run was canceled.", e, caller.CanceledOrCallToken)
                        : new ObjectDisposedException(
                            typeof(ChatCompletionsClient).FullName, "The client was disposed of during the run.");
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

    private async IAsyncEnumerable<ToolRunEvent> RunStepsAsync(
        bool isStreaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int step = 1; ; step++)
        {
            var answering = new PendingCompletion(_client, _request, isStreaming);
            try
            {
                while (await ReadChunkWithinBudgetAsync(answering, cancellationToken).ConfigureAwait(false) is { } chunk)
                    yield return new ToolRunChunk(step, chunk);
            }
            finally
            {
                await answering.DisposeAsync().ConfigureAwait(false);
            }

            if (answering.Completion is not { } completion)
            {
                yield return CreateCompletedEvent(step, ToolRunStopReason.SpendLimit);
                yield break;
            }

            yield return new ToolRunResponse(step, completion);
            AppendMessages(completion.Message);
            IReadOnlyList<ToolCall> calls = completion.Message.ToolCalls ?? [];
            if (calls.Count == 0 && step < _options.MaxSteps && _reviewCompletion?.Invoke(completion) is { } correction)
            {
                _steps.Add(new() { Completion = completion });
                AppendMessages(correction);
                _request = _request with { ToolChoice = RelaxToolChoice(_request.ToolChoice) };
                continue;
            }

            var results = new ToolCallResult?[calls.Count];
            ValidateCalls(
                calls, ToolCallValidator.FindTruncationReason(completion.FinishReason, isStreaming), results, cancellationToken);
            IReadOnlyList<FunctionToolCall> unapproved = FindCallsAwaitingApproval(calls, results);
            if (unapproved.Count > 0)
                yield return new ToolApprovalRequired(step, unapproved);
            if (GetStopReason(calls, unapproved, step) is { } stop)
            {
                _steps.Add(new() { Completion = completion });
                yield return CreateCompletedEvent(step, stop);
                yield break;
            }

            await foreach (ToolRunEvent happened in
                RunToolCallsAsync(step, calls, results, cancellationToken).ConfigureAwait(false))
            {
                yield return happened;
            }

            ToolCallResult[] all = [.. results.Select(static result => result!)];
            AppendMessages([.. all.Select(static result => result.Message.WithNonEmptyContent())]);
            _steps.Add(new() { Completion = completion, Calls = all });
            if (_options.StopWhen?.Invoke(_steps[_steps.Count - 1]) == true)
            {
                yield return CreateCompletedEvent(step, ToolRunStopReason.StopWhen);
                yield break;
            }

            _request = _request with { ToolChoice = RelaxToolChoice(_request.ToolChoice) };
        }
    }

    /// <summary>The choice without its force: a model that is made to call a tool each time could never answer.</summary>
    private static ToolChoice? RelaxToolChoice(ToolChoice? choice) => choice switch
    {
        null or ModeToolChoice { Mode: "auto" or "none" } => choice,
        AllowedToolsChoice { AllowedTools: { } allowed } some => some with { AllowedTools = allowed with { Mode = "auto" } },
        _ => null,
    };

    /// <summary>The next chunk; null at the end of the answer, or when there is no money for it.</summary>
    private async ValueTask<ChatCompletionChunk?> ReadChunkWithinBudgetAsync(
        PendingCompletion pendingCompletion, CancellationToken cancellationToken)
    {
        try
        {
            return await pendingCompletion.ReadChunkAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MiniMaxBudgetException) when (_steps.Count > 0)
        {
            return null;
        }
    }

    /// <summary>Fills in the results of the calls that must not run, before any other does.</summary>
    private void ValidateCalls(
        IReadOnlyList<ToolCall> calls, string? truncation, ToolCallResult?[] results, CancellationToken cancellationToken)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i] is FunctionToolCall call && !_tools.IsNonInvocable(call))
                results[i] = _invoker.ValidateCall(call, i == calls.Count - 1 ? truncation : null, cancellationToken);
        }
    }

    /// <summary>The calls that could run and require an approval that nobody can give.</summary>
    private IReadOnlyList<FunctionToolCall> FindCallsAwaitingApproval(IReadOnlyList<ToolCall> calls, ToolCallResult?[] results) =>
        _options.Approve is not null ? [] :
        [
            .. calls.Where((call, i) => results[i] is null).OfType<FunctionToolCall>().Where(_tools.IsApprovalRequired),
        ];

    private ToolRunStopReason? GetStopReason(
        IReadOnlyList<ToolCall> calls, IReadOnlyList<FunctionToolCall> unapproved, int step) =>
        calls.Count == 0 ? ToolRunStopReason.Completed
        : unapproved.Count > 0 ? ToolRunStopReason.ApprovalRequired
        : calls.Any(_tools.IsNonInvocable) ? ToolRunStopReason.NonInvocableTool
        : step >= _options.MaxSteps ? ToolRunStopReason.MaxSteps
        : null;

    /// <summary>Runs the calls of one answer, so many at once; the results stand in the calls' order.</summary>
    private async IAsyncEnumerable<ToolRunEvent> RunToolCallsAsync(
        int step,
        IReadOnlyList<ToolCall> calls,
        ToolCallResult?[] results,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<(int Place, Task<ToolCallResult> Task)>();
        try
        {
            int next = 0;
            while (next < calls.Count || running.Count > 0)
            {
                while (next < calls.Count && running.Count < _options.MaxParallelCalls)
                {
                    var call = (FunctionToolCall)calls[next];
                    ToolCallResult? refusal =
                        results[next] ?? await _invoker.RequestApprovalAsync(call, ending.Token).ConfigureAwait(false);
                    if (refusal is not null)
                    {
                        results[next++] = refusal;
                        yield return new ToolCallCompleted(step, refusal);
                        continue;
                    }

                    yield return new ToolCallStarted(step, call);
                    running.Add((next++, _invoker.InvokeToolAsync(call, ending.Token)));
                }

                if (running.Count == 0)
                    continue;
                Task first = await Task.WhenAny(running.Select(static one => one.Task)).ConfigureAwait(false);
                int index = running.FindIndex(one => one.Task == first);
                (int place, Task<ToolCallResult> task) = running[index];
                running.RemoveAt(index);
                ToolCallResult result = await task.ConfigureAwait(false);
                results[place] = result;
                yield return new ToolCallCompleted(step, result);
            }
        }
        finally
        {
            // Tools that still run when the run is cancelled, or the consumer leaves.
            if (running.Count > 0)
                ending.CancelInBackground();
            else
                ending.Dispose();
        }
    }

    private void AppendMessages(params IReadOnlyList<ChatMessage> messages) =>
        _request = _request with { Messages = [.. _request.Messages, .. messages] };

    private ToolRunCompleted CreateCompletedEvent(int step, ToolRunStopReason stopReason) => new(step, new()
    {
        Completion = _steps[_steps.Count - 1].Completion,
        StopReason = stopReason,
        Steps = [.. _steps],
        Messages = _request.Messages,
        PendingCalls = stopReason is ToolRunStopReason.ApprovalRequired or ToolRunStopReason.NonInvocableTool
            or ToolRunStopReason.MaxSteps
            ? _steps[_steps.Count - 1].Completion.Message.ToolCalls ?? []
            : [],
    });
}
