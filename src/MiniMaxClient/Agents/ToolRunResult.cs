namespace MiniMaxClient;

/// <summary>The result of a tool run.</summary>
/// <remarks>It converts to the last <see cref="ChatCompletion"/>.</remarks>
public sealed record ToolRunResult
{
    /// <summary>The last response of the model.</summary>
    public required ChatCompletion Completion { get; init; }

    /// <summary>The reason why the run stopped.</summary>
    public required ToolRunStopReason StopReason { get; init; }

    /// <summary>The steps of the run, in order; after a resume, also those before it.</summary>
    public required IReadOnlyList<ToolRunStep> Steps { get; init; }

    /// <summary>
    /// The complete history: the messages of the request, the responses as received and the tool results, for the next request.
    /// </summary>
    /// <remarks>If there are <see cref="PendingCalls"/>, append a <see cref="ToolMessage"/> for each before sending it.</remarks>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>
    /// The tool calls of the last response that have no result; empty unless the run stopped with
    /// <see cref="ToolRunStopReason.ApprovalRequired"/>, <see cref="ToolRunStopReason.NonInvocableTool"/> or
    /// <see cref="ToolRunStopReason.MaxSteps"/>.
    /// </summary>
    /// <remarks>An invalid call has a result: the error in <see cref="Messages"/>.</remarks>
    public IReadOnlyList<ToolCall> PendingCalls { get; init; } = [];

    /// <summary>The visible text of the last response.</summary>
    public string Text => Completion.Text;

    /// <summary>
    /// The state to resume the run from; null if it stopped with <see cref="ToolRunStopReason.Completed"/> or
    /// <see cref="ToolRunStopReason.StopWhen"/>.
    /// </summary>
    /// <remarks>
    /// A run that stopped with <see cref="ToolRunStopReason.MaxSteps"/> continues with a greater
    /// <see cref="ToolRunOptions.MaxSteps"/>; one that stopped with <see cref="ToolRunStopReason.NonInvocableTool"/>, if the
    /// tool is removed from <see cref="ToolRunState.Request"/> and is one of the functions.
    /// </remarks>
    public ToolRunState? State { get; init; }

    /// <summary>The token usage of all steps; null if a step has none.</summary>
    public Usage? Usage => ToolRunStep.SumUsage(Steps);

    /// <summary>The cost of all steps; null if the cost of a step is unknown.</summary>
    public Cost? Cost => ToolRunStep.SumCost(Steps);

    /// <summary>The number of calls that did not succeed: unknown tool, invalid arguments, failure, denied approval.</summary>
    public int FailedCalls =>
        Steps.Sum(static step => step.Calls.Count(static call => call.Outcome != ToolCallOutcome.Succeeded));

    /// <summary>Returns the last response.</summary>
    /// <param name="result">The result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is null.</exception>
    public static implicit operator ChatCompletion(ToolRunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Completion;
    }

    /// <summary>Returns the last response.</summary>
    public ChatCompletion ToChatCompletion() => Completion;

    /// <summary>Returns the reason for the stop, the number of steps and calls, and the start of the text.</summary>
    public override string ToString() =>
        $"{StopReason}, {DisplayText.Count(Steps.Count, "step")}, {DisplayText.Count(FailedCalls, "failed call")}: "
        + DisplayText.Shorten(Text);
}
