namespace MiniMaxClient;

/// <summary>A call that the model made, and what it was answered.</summary>
/// <param name="Call">The call, as it came.</param>
/// <param name="Message">What the model was told.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Duration">How long the tool took.</param>
/// <param name="Exception">What the tool threw; null for another outcome.</param>
public sealed record ToolCallResult(
    FunctionToolCall Call, ToolMessage Message, ToolCallOutcome Outcome, TimeSpan Duration, Exception? Exception = null);
