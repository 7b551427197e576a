namespace MiniMaxClient;

/// <summary>One answer of the model, and the calls in it.</summary>
/// <param name="Completion">The answer.</param>
/// <param name="Calls">Its calls in their order, as far as they were run.</param>
public sealed record ToolRunStep(ChatCompletion Completion, IReadOnlyList<ToolCallResult> Calls);
