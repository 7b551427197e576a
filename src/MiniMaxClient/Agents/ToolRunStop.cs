namespace MiniMaxClient;

/// <summary>Why a run of tools ended.</summary>
public enum ToolRunStop
{
    /// <summary>The model answered without calling a tool.</summary>
    Answered,

    /// <summary><see cref="ToolRunOptions.MaxSteps"/> is reached; the calls of the last answer were not run.</summary>
    MaxSteps,

    /// <summary><see cref="ToolRunOptions.StopWhen"/> said so.</summary>
    StopWhen,

    /// <summary>
    /// The model calls a tool of the request that has no function: the caller is to run all calls of the last answer.
    /// </summary>
    CallerTool,

    /// <summary>The limit on money is reached; the answers that were whole by then are in the result.</summary>
    Budget,

    /// <summary>
    /// The last response calls a function that requires approval (<c>ApprovalRequiredAIFunction</c>), and
    /// <see cref="ToolRunOptions.Approve"/> is not set. None of its calls was run; they are in
    /// <see cref="ToolRunResult.PendingCalls"/>.
    /// </summary>
    ApprovalRequired,
}
