using System.Runtime.CompilerServices;
using MiniMaxClient.Failover;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Agents;

/// <summary>Sends requests and runs the tool calls of the responses, until the final response or a stop condition.</summary>
internal sealed class ToolRunner
{
    private readonly IChatCompletionsClient _client;
    private readonly ToolSet _tools;
    private readonly ToolInvoker _invoker;
    private readonly ToolRunOptions _options;
    private readonly Func<ChatCompletion, IReadOnlyList<ChatMessage>?>? _reviewCompletion;
    private readonly List<ToolRunStep> _steps = [];
    private ChatCompletionRequest _request;
    private int _requestCount;
    private int _toolCallCount;

    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="options">The options.</param>
    /// <param name="reviewCompletion">
    /// Called with a response without tool calls; returns the messages that request a correction, or null to accept it.
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
        _invoker = new(tools, options, client.EnablesSensitiveData());
        _request = request with { Tools = tools.Tools.Count > 0 ? tools.Tools : null };
    }

    /// <summary>Runs the tools; the last event is <see cref="ToolRunCompleted"/>.</summary>
    /// <param name="isStreaming">Whether the responses are streamed.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <param name="enumerationToken">Cancels the run through the enumeration.</param>
    public async IAsyncEnumerable<ToolRunEvent> RunAsync(
        bool isStreaming,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken = default)
    {
        var caller = new CallerCancellationTokens(cancellationToken, enumerationToken);
        CancellationToken disposalToken = _client.GetDisposalToken();
        using var linked =
            CancellationTokenSource.CreateLinkedTokenSource([cancellationToken, enumerationToken, disposalToken]);
        IAsyncEnumerator<ToolRunEvent> events = RunStepsAsync(isStreaming, linked.Token)
            .GetAsyncEnumerator(CancellationToken.None);
        AgentTelemetry? telemetry = AgentTelemetry.StartIfEnabled(_client, _request, _options.AgentName);
        long start = _options.TimeProvider.GetTimestamp();
        Exception? failure = null;
        try
        {
            while (true)
            {
                bool hasEnded;
                try
                {
                    telemetry?.MakeCurrent();
                    hasEnded = !await events.MoveNextAsync().ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    failure = e;
                    if (!linked.IsCancellationRequested || e is MiniMaxException)
                        throw;
                    failure = caller.IsCanceled
                        ? new OperationCanceledException("The run was canceled.", e, caller.CanceledOrCallToken)
                        : new ObjectDisposedException(
                            typeof(ChatCompletionsClient).FullName, "The client was disposed of during the run.");
                    throw failure;
                }

                if (hasEnded)
                    yield break;
                yield return events.Current;
            }
        }
        finally
        {
            await events.DisposeAsync().ConfigureAwait(false);
            telemetry?.End(_options.TimeProvider.GetElapsedTime(start), _requestCount, _toolCallCount, failure);
        }
    }

    private async IAsyncEnumerable<ToolRunEvent> RunStepsAsync(
        bool isStreaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int step = 1; ; step++)
        {
            var pending = new PendingCompletion(_client, _request, isStreaming);
            _requestCount++;
            try
            {
                while (await ReadChunkWithinBudgetAsync(pending, cancellationToken).ConfigureAwait(false) is { } chunk)
                    yield return new ToolRunChunk(step, chunk);
            }
            finally
            {
                await pending.DisposeAsync().ConfigureAwait(false);
            }

            if (pending.Completion is not { } completion)
            {
                _requestCount--;
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

            await foreach (ToolRunEvent runEvent in
                RunToolCallsAsync(step, calls, results, cancellationToken).ConfigureAwait(false))
            {
                yield return runEvent;
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

    /// <summary>Removes a forced call from the choice, which would prevent a final response.</summary>
    private static ToolChoice? RelaxToolChoice(ToolChoice? choice) => choice switch
    {
        null or ModeToolChoice { Mode: "auto" or "none" } => choice,
        AllowedToolsChoice { AllowedTools: { } allowed } restricted =>
            restricted with { AllowedTools = allowed with { Mode = "auto" } },
        _ => null,
    };

    /// <summary>Reads the next chunk; null at the end of the response, or if the spend limit was reached.</summary>
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

    /// <summary>Sets the results of the invalid calls before any call runs.</summary>
    private void ValidateCalls(
        IReadOnlyList<ToolCall> calls, string? truncation, ToolCallResult?[] results, CancellationToken cancellationToken)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i] is FunctionToolCall call && !_tools.IsNonInvocable(call))
                results[i] = _invoker.ValidateCall(call, i == calls.Count - 1 ? truncation : null, cancellationToken);
        }
    }

    /// <summary>The valid calls that require approval, if there is no <see cref="ToolRunOptions.Approve"/>.</summary>
    private IReadOnlyList<FunctionToolCall> FindCallsAwaitingApproval(IReadOnlyList<ToolCall> calls, ToolCallResult?[] results) =>
        _options.Approve is not null
            ? []
            : [.. calls.Where((call, i) => results[i] is null).OfType<FunctionToolCall>().Where(_tools.IsApprovalRequired)];

    private ToolRunStopReason? GetStopReason(
        IReadOnlyList<ToolCall> calls, IReadOnlyList<FunctionToolCall> unapproved, int step) =>
        calls.Count == 0 ? ToolRunStopReason.Completed
        : unapproved.Count > 0 ? ToolRunStopReason.ApprovalRequired
        : calls.Any(_tools.IsNonInvocable) ? ToolRunStopReason.NonInvocableTool
        : step >= _options.MaxSteps ? ToolRunStopReason.MaxSteps
        : null;

    /// <summary>Runs the calls of one response with bounded concurrency; the results have the order of the calls.</summary>
    private async IAsyncEnumerable<ToolRunEvent> RunToolCallsAsync(
        int step,
        IReadOnlyList<ToolCall> calls,
        ToolCallResult?[] results,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<(int CallIndex, Task<ToolCallResult> Task)>();
        try
        {
            int next = 0;
            while (next < calls.Count || running.Count > 0)
            {
                while (next < calls.Count && running.Count < _options.MaxParallelCalls)
                {
                    var call = (FunctionToolCall)calls[next];
                    ToolCallResult? rejection =
                        results[next] ?? await _invoker.RequestApprovalAsync(call, cancellation.Token).ConfigureAwait(false);
                    if (rejection is not null)
                    {
                        results[next++] = rejection;
                        yield return new ToolCallCompleted(step, rejection);
                        continue;
                    }

                    yield return new ToolCallStarted(step, call);
                    _toolCallCount++;
                    running.Add((next++, _invoker.InvokeToolAsync(call, cancellation.Token)));
                }

                if (running.Count == 0)
                    continue;
                Task first = await Task.WhenAny(running.Select(static one => one.Task)).ConfigureAwait(false);
                int index = running.FindIndex(one => one.Task == first);
                (int callIndex, Task<ToolCallResult> task) = running[index];
                running.RemoveAt(index);
                ToolCallResult result = await task.ConfigureAwait(false);
                results[callIndex] = result;
                yield return new ToolCallCompleted(step, result);
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

    private void AppendMessages(params IReadOnlyList<ChatMessage> messages) =>
        _request = _request with { Messages = [.. _request.Messages, .. messages] };

    private ToolRunCompleted CreateCompletedEvent(int step, ToolRunStopReason stopReason)
    {
        ChatCompletion completion = _steps[_steps.Count - 1].Completion;
        bool hasPendingCalls = stopReason is ToolRunStopReason.ApprovalRequired or ToolRunStopReason.NonInvocableTool
            or ToolRunStopReason.MaxSteps;
        return new(step, new()
        {
            Completion = completion,
            StopReason = stopReason,
            Steps = [.. _steps],
            Messages = _request.Messages,
            PendingCalls = hasPendingCalls ? completion.Message.ToolCalls ?? [] : [],
        });
    }
}
