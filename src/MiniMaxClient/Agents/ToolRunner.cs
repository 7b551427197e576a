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
    private readonly ToolCallScheduler _calls;
    private readonly ToolRunOptions _options;
    private readonly Func<ChatCompletion, IReadOnlyList<ChatMessage>?>? _reviewCompletion;
    private readonly List<ToolRunStep> _steps = [];
    private readonly ChatCompletionRequest _firstRequest;
    private readonly PendingStep? _resumedStep;
    private ChatCompletionRequest _request;
    private int _requestCount;

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
        _calls = new(_invoker, options.MaxParallelCalls, SaveStateAsync);
        _firstRequest = request with { Tools = tools.RequestTools };
        _request = request with { Tools = tools.Tools.Count > 0 ? tools.Tools : null };
    }

    /// <summary>Continues a run.</summary>
    /// <param name="client">The client.</param>
    /// <param name="state">The state of the run.</param>
    /// <param name="resumedStep">The last step of the state, with the decisions about its calls.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="options">The options.</param>
    /// <param name="reviewCompletion">As for a new run.</param>
    public ToolRunner(
        IChatCompletionsClient client,
        ToolRunState state,
        PendingStep resumedStep,
        ToolSet tools,
        ToolRunOptions options,
        Func<ChatCompletion, IReadOnlyList<ChatMessage>?>? reviewCompletion = null)
        : this(client, state.Request, tools, options, reviewCompletion)
    {
        _resumedStep = resumedStep;
        foreach (ToolRunStep step in state.CompletedSteps)
            AddStep(step);
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
            telemetry?.End(_options.TimeProvider.GetElapsedTime(start), _requestCount, _calls.StartedCount, failure);
        }
    }

    /// <summary>Runs the tools without streaming, and returns the result.</summary>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<ToolRunResult> RunToResultAsync(CancellationToken cancellationToken)
    {
        ToolRunResult? result = null;
        await foreach (ToolRunEvent runEvent in RunAsync(isStreaming: false, cancellationToken).ConfigureAwait(false))
            result = (runEvent as ToolRunCompleted)?.Result;
        return result!;
    }

    private async IAsyncEnumerable<ToolRunEvent> RunStepsAsync(
        bool isStreaming, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (PendingStep? pending = _resumedStep; ; pending = null)
        {
            int step = _steps.Count + 1;
            bool isResumed = pending is not null;
            if (pending is null)
            {
                var response = new PendingCompletion(_client, _request, isStreaming);
                _requestCount++;
                try
                {
                    while (await ReadChunkWithinBudgetAsync(response, cancellationToken).ConfigureAwait(false) is { } chunk)
                        yield return new ToolRunChunk(step, chunk);
                }
                finally
                {
                    await response.DisposeAsync().ConfigureAwait(false);
                }

                if (response.Completion is not { } completion)
                {
                    _requestCount--;
                    yield return CreateCompletedEvent(step, ToolRunStopReason.SpendLimit, CreateStateOfLastStep());
                    yield break;
                }

                yield return new ToolRunResponse(step, completion);
                pending = new(completion);
                if (pending.Calls.Count == 0 && step < _options.MaxSteps
                    && _reviewCompletion?.Invoke(completion) is { } correction)
                {
                    AddStep(pending.Step with { Correction = correction });
                    await SaveStateAsync(CreateStateOfLastStep(), cancellationToken).ConfigureAwait(false);
                    continue;
                }
            }
            else if (pending.Calls.Count == 0 && step < _options.MaxSteps)
            {
                // The run stopped after it had requested a correction.
                AddStep(pending.Step);
                continue;
            }

            pending.ValidateCalls(_tools, _invoker, isStreaming && !isResumed, cancellationToken);
            pending.RequestApprovals(_tools, hasApprove: _options.Approve is not null);
            await SaveStateAsync(pending, cancellationToken).ConfigureAwait(false);
            IReadOnlyList<ToolApprovalRequest> undecided = _options.Approve is null ? pending.FindUndecidedApprovals() : [];
            if (GetStopReason(pending, undecided.Count > 0, step) is { } stop)
            {
                if (stop == ToolRunStopReason.ApprovalRequired)
                    yield return new ToolApprovalRequired(step, undecided);
                ToolRunState? state = stop == ToolRunStopReason.Completed ? null : CreateState(pending);
                AddStep(pending.Step);
                yield return CreateCompletedEvent(step, stop, state);
                yield break;
            }

            await foreach (ToolRunEvent runEvent in _calls.RunAsync(step, pending, cancellationToken).ConfigureAwait(false))
                yield return runEvent;
            AddStep(pending.Step);
            if (_options.StopWhen?.Invoke(_steps[_steps.Count - 1]) == true)
            {
                yield return CreateCompletedEvent(step, ToolRunStopReason.StopWhen);
                yield break;
            }
        }
    }

    /// <summary>Adds a step and its messages, after which the next request is not forced to call a tool.</summary>
    private void AddStep(ToolRunStep step)
    {
        _steps.Add(step);
        _request = _request with
        {
            Messages = [.. _request.Messages, .. step.Messages],
            ToolChoice = RelaxToolChoice(_request.ToolChoice),
        };
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

    private ToolRunState CreateState(PendingStep pending) => pending.CreateState(_firstRequest, [.. _steps]);

    /// <summary>Creates the state before the next request.</summary>
    private ToolRunState CreateStateOfLastStep()
    {
        ToolRunStep last = _steps[_steps.Count - 1];
        return new(
            _firstRequest,
            _steps.GetRange(0, _steps.Count - 1),
            last with { Calls = [] },
            [.. last.Calls.Select(static result => new ToolCallProgress { Result = result })]);
    }

    private Task SaveStateAsync(PendingStep pending, CancellationToken cancellationToken) =>
        SaveStateAsync(
            pending.Calls.Count > 0 && _options.SaveState is not null ? CreateState(pending) : null, cancellationToken);

    private Task SaveStateAsync(ToolRunState? state, CancellationToken cancellationToken) =>
        state is not null && _options.SaveState is { } save
            ? ToolInvoker.WaitOrCancelAsync(save(state, cancellationToken).AsTask(), cancellationToken)
            : Task.CompletedTask;

    // An approval is requested only for calls that the run can run.
    private ToolRunStopReason? GetStopReason(PendingStep pending, bool isApprovalRequired, int step) =>
        pending.Step.Correction.Count > 0 ? ToolRunStopReason.MaxSteps
        : pending.Calls.Count == 0 ? ToolRunStopReason.Completed
        : pending.UnfinishedCalls.Any(_tools.IsNonInvocable) ? ToolRunStopReason.NonInvocableTool
        : step >= _options.MaxSteps ? ToolRunStopReason.MaxSteps
        : isApprovalRequired ? ToolRunStopReason.ApprovalRequired
        : null;

    private ToolRunCompleted CreateCompletedEvent(int step, ToolRunStopReason stopReason, ToolRunState? state = null) => new(
        step,
        new()
        {
            Completion = _steps[_steps.Count - 1].Completion,
            StopReason = stopReason,
            Steps = [.. _steps],
            Messages = _request.Messages,
            PendingCalls = [.. state?.PendingCalls ?? []],
            State = state,
        });
}
