namespace MiniMaxClient;

/// <summary>A tool call of the model and its result.</summary>
public sealed record ToolCallResult
{
    /// <summary>The tool call as received.</summary>
    public required FunctionToolCall Call { get; init; }

    /// <summary>The message with the result that is sent to the model.</summary>
    public required ToolMessage Message { get; init; }

    /// <summary>The outcome of the call.</summary>
    public required ToolCallOutcome Outcome { get; init; }

    /// <summary>The time that the tool took; zero if it was not run.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The exception that the tool threw; null for other outcomes.</summary>
    public Exception? Exception { get; init; }
}
