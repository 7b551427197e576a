namespace MiniMaxClient;

/// <summary>A tool call of a <see cref="ToolRunState"/> that needs an approval before it runs.</summary>
public sealed record ToolApprovalRequest
{
    internal ToolApprovalRequest(string id, FunctionToolCall call, bool mayHaveRun)
    {
        Id = id;
        Call = call;
        MayHaveRun = mayHaveRun;
    }

    /// <summary>The id of this request for an approval, which no other request has.</summary>
    public string Id { get; }

    /// <summary>The call, whose name and arguments are to be shown.</summary>
    public FunctionToolCall Call { get; }

    /// <summary>Whether the call was started already, and the run was interrupted before its result was recorded.</summary>
    public bool MayHaveRun { get; }

    /// <summary>Creates the approval of the call.</summary>
    public ToolCallDecision Approve() => Decide(isApproved: true, reason: null);

    /// <summary>Creates the denial of the call.</summary>
    /// <param name="reason">The reason, sent to the model; null for none.</param>
    public ToolCallDecision Deny(string? reason = null) => Decide(isApproved: false, reason);

    private ToolCallDecision Decide(bool isApproved, string? reason) => new()
    {
        ApprovalId = Id,
        CallId = Call.Id,
        Name = Call.Function.Name,
        Arguments = Call.Function.Arguments ?? "",
        IsApproved = isApproved,
        Reason = reason,
    };
}
