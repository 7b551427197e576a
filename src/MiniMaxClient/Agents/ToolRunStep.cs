namespace MiniMaxClient;

/// <summary>A step of a tool run: a response of the model and the results of its tool calls.</summary>
public sealed record ToolRunStep
{
    /// <summary>The response.</summary>
    public required ChatCompletion Completion { get; init; }

    /// <summary>The results of the calls that were run, in the order of the calls.</summary>
    public IReadOnlyList<ToolCallResult> Calls { get; init; } = [];
}
