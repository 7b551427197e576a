namespace MiniMaxClient;

/// <summary>An event of a streamed tool run.</summary>
/// <remarks>
/// The derived types are <see cref="ToolRunChunk"/>, <see cref="ToolRunResponse"/>, <see cref="ToolCallStarted"/>,
/// <see cref="ToolCallCompleted"/>, <see cref="ToolApprovalRequired"/> and, as the last event, <see cref="ToolRunCompleted"/>.
/// </remarks>
public abstract record ToolRunEvent
{
    private protected ToolRunEvent(int step) => Step = step;

    /// <summary>The number of the step, starting at 1.</summary>
    public int Step { get; }
}

/// <summary>A chunk of a response was received.</summary>
public sealed record ToolRunChunk : ToolRunEvent
{
    internal ToolRunChunk(int step, ChatCompletionChunk chunk)
        : base(step) => Chunk = chunk;

    /// <summary>The chunk.</summary>
    public ChatCompletionChunk Chunk { get; }
}

/// <summary>A response was received completely.</summary>
public sealed record ToolRunResponse : ToolRunEvent
{
    internal ToolRunResponse(int step, ChatCompletion completion)
        : base(step) => Completion = completion;

    /// <summary>The response.</summary>
    public ChatCompletion Completion { get; }
}

/// <summary>A tool call was started.</summary>
public sealed record ToolCallStarted : ToolRunEvent
{
    internal ToolCallStarted(int step, FunctionToolCall call)
        : base(step) => Call = call;

    /// <summary>The tool call.</summary>
    public FunctionToolCall Call { get; }
}

/// <summary>A tool call was completed, successfully or not.</summary>
public sealed record ToolCallCompleted : ToolRunEvent
{
    internal ToolCallCompleted(int step, ToolCallResult result)
        : base(step) => Result = result;

    /// <summary>The tool call and its result.</summary>
    public ToolCallResult Result { get; }
}

/// <summary>The response calls functions that require approval, and <see cref="ToolRunOptions.Approve"/> is not set.</summary>
/// <remarks>
/// The run stops with <see cref="ToolRunStopReason.ApprovalRequired"/>, before another call runs. <c>ResumeToolsAsync</c>
/// continues it with the decisions.
/// </remarks>
public sealed record ToolApprovalRequired : ToolRunEvent
{
    internal ToolApprovalRequired(int step, IReadOnlyList<ToolApprovalRequest> approvals)
        : base(step) => Approvals = approvals;

    /// <summary>The calls that need an approval and have no decision.</summary>
    public IReadOnlyList<ToolApprovalRequest> Approvals { get; }
}

/// <summary>The run was completed.</summary>
public sealed record ToolRunCompleted : ToolRunEvent
{
    internal ToolRunCompleted(int step, ToolRunResult result)
        : base(step) => Result = result;

    /// <summary>The result of the run.</summary>
    public ToolRunResult Result { get; }
}
