namespace MiniMaxClient;

/// <summary>The reason why a tool run stopped.</summary>
public enum ToolRunStopReason
{
    /// <summary>The model responded without calling a tool.</summary>
    Completed,

    /// <summary>
    /// <see cref="ToolRunOptions.MaxSteps"/> was reached; the calls of the last response were not run and are in
    /// <see cref="ToolRunResult.PendingCalls"/>. <c>ResumeToolsAsync</c> continues from <see cref="ToolRunResult.State"/>
    /// with a greater limit.
    /// </summary>
    MaxSteps,

    /// <summary><see cref="ToolRunOptions.StopWhen"/> returned true.</summary>
    StopWhen,

    /// <summary>
    /// The last response calls a tool of the request that has no function. Its valid calls were not run and are in
    /// <see cref="ToolRunResult.PendingCalls"/>; the caller runs them.
    /// </summary>
    NonInvocableTool,

    /// <summary>
    /// The <see cref="MiniMaxClient.SpendLimit"/> was reached; the result has the responses received before.
    /// <c>ResumeToolsAsync</c> continues from <see cref="ToolRunResult.State"/>.
    /// </summary>
    SpendLimit,

    /// <summary>
    /// The last response calls a function that requires approval (<c>ApprovalRequiredAIFunction</c>), and
    /// <see cref="ToolRunOptions.Approve"/> is not set. Its valid calls were not run and are in
    /// <see cref="ToolRunResult.PendingCalls"/>. <c>ResumeToolsAsync</c> continues from <see cref="ToolRunResult.State"/>.
    /// </summary>
    ApprovalRequired,
}
