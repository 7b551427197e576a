namespace MiniMaxClient.Samples.WebChat;

/// <summary>Converts the events of a tool run to those of the page.</summary>
internal static class ToolRunEventConverter
{
    private const int MaxResultCharacters = 4_000;

    public static IEnumerable<ChatEvent> ToChatEvents(ToolRunEvent toolRunEvent)
    {
        switch (toolRunEvent)
        {
            case ToolRunChunk { Chunk: var chunk }:
                if (chunk.Reasoning.Length > 0)
                    yield return new ThinkingEvent(chunk.Reasoning);
                if (chunk.Text.Length > 0)
                    yield return new TextEvent(chunk.Text);
                break;
            case ToolRunResponse { Completion: { Usage: var usage, Cost: var cost } }:
                yield return new UsageEvent(
                    usage?.PromptTokens, usage?.CompletionTokens, usage?.CompletionTokensDetails?.ReasoningTokens,
                    cost?.Usd, cost?.Source.ToString().ToLowerInvariant());
                break;
            case ToolCallStarted { Call: var call }:
                yield return new ToolCallEvent(call.Id ?? "", call.Function.Name, call.Function.Arguments ?? "");
                break;
            case ToolCallCompleted { Result: var result }:
                yield return new ToolResultEvent(
                    result.Call.Id ?? "",
                    result.Outcome == ToolCallOutcome.Succeeded,
                    TruncateResult(result.Message.Content.ToString()),
                    result.Duration.TotalMilliseconds);
                break;
        }
    }

    private static string TruncateResult(string text) =>
        text.Length > MaxResultCharacters ? text[..MaxResultCharacters] + "…" : text;
}
