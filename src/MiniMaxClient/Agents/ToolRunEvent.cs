namespace MiniMaxClient;

/// <summary>Something that happens while tools run.</summary>
/// <remarks>
/// The cases are <see cref="ToolRunChunk"/>, <see cref="ToolRunAnswer"/>, <see cref="ToolCallStarted"/>,
/// <see cref="ToolCallEnded"/>, <see cref="ToolApprovalRequired"/> and, as the last one, <see cref="ToolRunEnded"/>.
/// </remarks>
public abstract record ToolRunEvent
{
    private protected ToolRunEvent(int step) => Step = step;

    /// <summary>The step, from 1.</summary>
    public int Step { get; }
}

/// <summary>A piece of an answer has come.</summary>
public sealed record ToolRunChunk : ToolRunEvent
{
    internal ToolRunChunk(int step, ChatCompletionChunk chunk)
        : base(step) => Chunk = chunk;

    /// <summary>The piece.</summary>
    public ChatCompletionChunk Chunk { get; }
}

/// <summary>An answer is whole.</summary>
public sealed record ToolRunAnswer : ToolRunEvent
{
    internal ToolRunAnswer(int step, ChatCompletion completion)
        : base(step) => Completion = completion;

    /// <summary>The answer.</summary>
    public ChatCompletion Completion { get; }
}

/// <summary>A call begins to run.</summary>
public sealed record ToolCallStarted : ToolRunEvent
{
    internal ToolCallStarted(int step, FunctionToolCall call)
        : base(step) => Call = call;

    /// <summary>The call.</summary>
    public FunctionToolCall Call { get; }
}

/// <summary>A call has its result, good or bad.</summary>
public sealed record ToolCallEnded : ToolRunEvent
{
    internal ToolCallEnded(int step, ToolCallResult result)
        : base(step) => Result = result;

    /// <summary>The call with its result.</summary>
    public ToolCallResult Result { get; }
}

/// <summary>The response calls functions that require approval, and <see cref="ToolRunOptions.Approve"/> is not set.</summary>
/// <remarks>The run ends with <see cref="ToolRunStop.ApprovalRequired"/>; no call of the response is run.</remarks>
public sealed record ToolApprovalRequired : ToolRunEvent
{
    internal ToolApprovalRequired(int step, IReadOnlyList<FunctionToolCall> calls)
        : base(step) => Calls = calls;

    /// <summary>The calls that require approval.</summary>
    public IReadOnlyList<FunctionToolCall> Calls { get; }
}

/// <summary>The run is over.</summary>
public sealed record ToolRunEnded : ToolRunEvent
{
    internal ToolRunEnded(int step, ToolRunResult result)
        : base(step) => Result = result;

    /// <summary>What the run came to.</summary>
    public ToolRunResult Result { get; }
}
