namespace MiniMaxClient.Agents;

/// <summary>The progress of one tool call of a step.</summary>
internal sealed record ToolCallProgress
{
    /// <summary>The progress of a call that needs no approval and was not started.</summary>
    public static ToolCallProgress NotStarted { get; } = new();

    /// <summary>The id of the request for an approval, without which the call must not run; null if none is needed.</summary>
    public string? ApprovalId { get; init; }

    /// <summary>Whether the call was started.</summary>
    public bool MayHaveRun { get; init; }

    /// <summary>The result; null until there is one.</summary>
    public ToolCallResult? Result { get; init; }

    /// <summary>Creates the request for an approval of the call; null if none is needed.</summary>
    public ToolApprovalRequest? CreateApprovalRequest(ToolCall call) =>
        ApprovalId is { } id ? new(id, (FunctionToolCall)call, MayHaveRun) : null;
}
