namespace MiniMaxClient.Agents;

/// <summary>A response whose calls are not all completed: their validation, approvals and results.</summary>
internal sealed class PendingStep
{
    // The model must not repeat a call without care only because its result is unknown.
    private const string Interruption = "the run was interrupted, and the call may have run already";

    private readonly ToolRunStep _step;
    private readonly ToolCallProgress[] _progress;
    private readonly ToolApproval?[] _decisions;

    /// <summary>Starts with a response.</summary>
    public PendingStep(ChatCompletion completion)
        : this(new ToolRunStep { Completion = completion }, null)
    {
    }

    private PendingStep(ToolRunStep step, IReadOnlyList<ToolCallProgress>? progress)
    {
        _step = step;
        Calls = step.Completion.Message.ToolCalls ?? [];
        _progress = [.. progress ?? Calls.Select(static _ => ToolCallProgress.NotStarted)];
        _decisions = new ToolApproval?[Calls.Count];
    }

    /// <summary>The response.</summary>
    public ChatCompletion Completion => _step.Completion;

    /// <summary>The calls of the response.</summary>
    public IReadOnlyList<ToolCall> Calls { get; }

    /// <summary>The step with the results so far.</summary>
    public ToolRunStep Step => _step with { Calls = [.. _progress.Select(static call => call.Result).OfType<ToolCallResult>()] };

    /// <summary>The calls without a result.</summary>
    public IEnumerable<ToolCall> UnfinishedCalls => Calls.Where((_, i) => _progress[i].Result is null);

    /// <summary>Restores the last step of a state, with the decisions about its calls.</summary>
    /// <param name="state">The state.</param>
    /// <param name="decisions">The decisions.</param>
    /// <param name="hasApprove">Whether a delegate decides about calls without a decision.</param>
    /// <exception cref="ArgumentException">Two decisions are about one call, or one is about none.</exception>
    public static PendingStep Restore(ToolRunState state, IEnumerable<ToolCallDecision> decisions, bool hasApprove)
    {
        var pending = new PendingStep(state.LastStep, state.Calls);
        Dictionary<string, ToolCallDecision> byApproval = IndexDecisions(state, decisions);
        for (int i = 0; i < pending.Calls.Count; i++)
        {
            if (state.Calls[i] is not { ApprovalId: { } id } progress)
                continue;
            if (byApproval.TryGetValue(id, out ToolCallDecision? decision))
                pending._decisions[i] = ToApproval(decision, (FunctionToolCall)pending.Calls[i], progress);
            else if (progress.MayHaveRun || !hasApprove)
                pending._decisions[i] = Deny(progress, reason: null);
        }

        return pending;
    }

    /// <summary>Sets the results of the invalid calls before any call runs.</summary>
    public void ValidateCalls(ToolSet tools, ToolInvoker invoker, bool isStreaming, CancellationToken cancellationToken)
    {
        string? truncation = ToolCallValidator.FindTruncationReason(Completion.FinishReason, isStreaming);
        for (int i = 0; i < Calls.Count; i++)
        {
            if (_progress[i].Result is null && Calls[i] is FunctionToolCall call && !tools.IsNonInvocable(call)
                && invoker.ValidateCall(call, i == Calls.Count - 1 ? truncation : null, cancellationToken) is { } error)
                Complete(i, _progress[i].MayHaveRun ? AddInterruption(error) : error);
        }
    }

    /// <summary>Requests an approval for each valid call of a function that requires one.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="hasApprove">
    /// Whether a delegate decides about each call; then no call may run without a decision after a resume either.
    /// </param>
    public void RequestApprovals(ToolSet tools, bool hasApprove)
    {
        for (int i = 0; i < Calls.Count; i++)
        {
            if (_progress[i] is { Result: null, ApprovalId: null } && Calls[i] is FunctionToolCall call
                && (tools.IsApprovalRequired(call) || (hasApprove && !tools.IsNonInvocable(call))))
                _progress[i] = _progress[i] with { ApprovalId = CreateApprovalId() };
        }
    }

    /// <summary>Finds the calls that need an approval and have no decision.</summary>
    public IReadOnlyList<ToolApprovalRequest> FindUndecidedApprovals() =>
    [
        .. Enumerable.Range(0, Calls.Count).Where(i => _decisions[i] is null)
            .Select(i => _progress[i].CreateApprovalRequest(Calls[i])).OfType<ToolApprovalRequest>(),
    ];

    /// <summary>Gets the result of a call; null if it has none yet.</summary>
    public ToolCallResult? GetResult(int index) => _progress[index].Result;

    /// <summary>Gets the decision about a call; null if there is none.</summary>
    public ToolApproval? GetDecision(int index) => _decisions[index];

    /// <summary>Records that a call starts. Its approval is used: the call needs another one unless it has a result.</summary>
    public void Start(int index) =>
        _progress[index] = _progress[index] with { ApprovalId = CreateApprovalId(), MayHaveRun = true };

    /// <summary>Records the result of a call.</summary>
    public void Complete(int index, ToolCallResult result) => _progress[index] = new() { Result = result };

    /// <summary>Creates the state of the run.</summary>
    /// <param name="request">The request of the run.</param>
    /// <param name="completedSteps">The steps before this one.</param>
    public ToolRunState CreateState(ChatCompletionRequest request, IReadOnlyList<ToolRunStep> completedSteps) =>
        new(request, completedSteps, _step, [.. _progress]);

    private static Dictionary<string, ToolCallDecision> IndexDecisions(
        ToolRunState state, IEnumerable<ToolCallDecision> decisions)
    {
        HashSet<string?> known = [.. state.Calls.Select(static call => call.ApprovalId)];
        var byApproval = new Dictionary<string, ToolCallDecision>(StringComparer.Ordinal);
        foreach (ToolCallDecision decision in decisions)
        {
            if (decision?.ApprovalId is not { } id || !known.Contains(id))
            {
                throw new ArgumentException(
                    "A decision is about no call that the state has in Approvals: it is from another state, or was used.",
                    nameof(decisions));
            }

            if (!byApproval.TryAdd(id, decision))
                throw new ArgumentException($"Two decisions are about the call '{decision.CallId}'.", nameof(decisions));
        }

        return byApproval;
    }

    private static ToolApproval ToApproval(ToolCallDecision decision, FunctionToolCall call, ToolCallProgress progress) =>
        !decision.Matches(call) ? Deny(progress, "the decision is about another name or other arguments")
        : decision.IsApproved ? ToolApproval.Approved
        : Deny(progress, decision.Reason);

    private static ToolApproval Deny(ToolCallProgress progress, string? reason) => ToolApproval.Denied(
        !progress.MayHaveRun ? reason : reason is null ? Interruption : $"{reason}; {Interruption}");

    private static ToolCallResult AddInterruption(ToolCallResult error) => error with
    {
        Message = error.Message with { Content = $"{error.Message.Content.Text} Note: {Interruption}." },
    };

    private static string CreateApprovalId() => Guid.NewGuid().ToString("N");
}
