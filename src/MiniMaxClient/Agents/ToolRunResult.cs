namespace MiniMaxClient;

/// <summary>What a run of tools came to.</summary>
/// <remarks>Where a <see cref="ChatCompletion"/> is expected it is the last one.</remarks>
public sealed record ToolRunResult
{
    /// <summary>The last answer of the model.</summary>
    public required ChatCompletion Completion { get; init; }

    /// <summary>Why the run ended.</summary>
    public required ToolRunStop Stop { get; init; }

    /// <summary>Each answer with its calls, in order.</summary>
    public required IReadOnlyList<ToolRunStep> Steps { get; init; }

    /// <summary>
    /// The whole conversation: the request's messages, the answers as they came and the results, ready for the next request.
    /// </summary>
    /// <remarks>
    /// The <see cref="PendingCalls"/>, which are those of the last message, are still to be answered, each with a
    /// <see cref="ToolMessage"/>.
    /// </remarks>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>
    /// The tool calls of the last response that were not run; empty unless the run ended with
    /// <see cref="ToolRunStop.ApprovalRequired"/>, <see cref="ToolRunStop.CallerTool"/> or <see cref="ToolRunStop.MaxSteps"/>.
    /// </summary>
    public IReadOnlyList<ToolCall> PendingCalls { get; init; } = [];

    /// <summary>The visible text of the last answer.</summary>
    public string Text => Completion.Text;

    /// <summary>The tokens of all steps; null when a step does not tell.</summary>
    public Usage? Usage => Sum(static completion => completion.Usage, static (left, right) => left + right);

    /// <summary>What all steps cost; null when the cost of a step is not known.</summary>
    public Cost? Cost
    {
        get
        {
            Cost? sum = null;
            foreach (ToolRunStep step in Steps)
            {
                if (step.Completion.Cost is not { } cost)
                    return null;
                sum = sum is { } before ? before + cost : cost;
            }

            return sum;
        }
    }

    /// <summary>How many calls went wrong: unknown tool, invalid arguments, failure, no approval.</summary>
    public int FailedCalls =>
        Steps.Sum(static step => step.Calls.Count(static call => call.Outcome != ToolCallOutcome.Succeeded));

    /// <summary>The last answer.</summary>
    public static implicit operator ChatCompletion(ToolRunResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Completion;
    }

    /// <summary>The last answer.</summary>
    public ChatCompletion ToChatCompletion() => Completion;

    private T? Sum<T>(Func<ChatCompletion, T?> select, Func<T, T, T> add)
        where T : class
    {
        T? sum = null;
        foreach (ToolRunStep step in Steps)
        {
            if (select(step.Completion) is not { } one)
                return null;
            sum = sum is null ? one : add(sum, one);
        }

        return sum;
    }
}
