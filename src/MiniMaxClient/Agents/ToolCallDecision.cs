namespace MiniMaxClient;

/// <summary>The decision about a <see cref="ToolApprovalRequest"/>, for the process that resumes the run.</summary>
/// <remarks>
/// It can be serialized by <c>System.Text.Json</c>. An approval counts only for the call with this approval id, call id, name and
/// arguments text, and only until the call starts; anything else is not run.
/// </remarks>
public sealed record ToolCallDecision
{
    /// <summary>The <see cref="ToolApprovalRequest.Id"/>.</summary>
    public required string ApprovalId { get; init; }

    /// <summary>The id of the call.</summary>
    public required string CallId { get; init; }

    /// <summary>The name of the function.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments text, exactly as it was shown.</summary>
    public required string Arguments { get; init; }

    /// <summary>Whether the call may run.</summary>
    /// <value>Default: false.</value>
    public bool IsApproved { get; init; }

    /// <summary>The reason for a denial, sent to the model; null for none.</summary>
    /// <value>Default: null.</value>
    public string? Reason { get; init; }

    /// <summary>Returns the decision, the name and the start of the arguments.</summary>
    public override string ToString() =>
        $"{(IsApproved ? "Approved" : "Denied")}: {DisplayText.Shorten(Name)} {DisplayText.Shorten(Arguments)}";

    /// <summary>Whether the decision is about a call: all texts are equal, character by character.</summary>
    internal bool Matches(FunctionToolCall call) =>
        CallId == call.Id && Name == call.Function.Name && Arguments == (call.Function.Arguments ?? "");
}
