using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <summary>A step of a tool run: a response of the model and the results of its tool calls.</summary>
/// <remarks>
/// A step that a <see cref="ToolRunState"/> restored has no <see cref="ChatCompletion.Call"/>, and its results have neither
/// durations nor exceptions.
/// </remarks>
public sealed record ToolRunStep
{
    /// <summary>The response.</summary>
    public required ChatCompletion Completion { get; init; }

    /// <summary>The results of the calls that were run, and the errors of invalid ones, in the order of the calls.</summary>
    public IReadOnlyList<ToolCallResult> Calls { get; init; } = [];

    /// <summary>The cost of the response; stored, because it may depend on <see cref="ChatCompletion.Call"/>.</summary>
    internal Cost? Cost
    {
        get => field ?? Completion.Cost;
        init;
    }

    /// <summary>The messages that request a correction of the response; empty for none.</summary>
    internal IReadOnlyList<ChatMessage> Correction { get; init; } = [];

    /// <summary>The messages of the step, in the order of the history.</summary>
    internal IEnumerable<ChatMessage> Messages =>
        [Completion.Message, .. Calls.Select(static result => result.Message.WithNonEmptyContent()), .. Correction];

    /// <summary>The token usage of steps; null if a step has none.</summary>
    internal static Usage? SumUsage(IEnumerable<ToolRunStep> steps) =>
        CompletionTotals.SumUsage(steps.Select(static step => step.Completion));

    /// <summary>The cost of steps; null if the cost of a step is unknown.</summary>
    internal static Cost? SumCost(IEnumerable<ToolRunStep> steps) =>
        CompletionTotals.SumCost(steps.Select(static step => step.Cost));
}
