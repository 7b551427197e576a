namespace MiniMaxClient.ExtensionsAI;

/// <summary>Joins the tool calls of one response that a framework stored as several messages.</summary>
/// <remarks>
/// Semantic Kernel adds a message for each call of a streamed response to the history, and the results after all of them.
/// Providers require that the results of a message's calls follow that message.
/// </remarks>
internal static class ToolCallMessageMerger
{
    /// <summary>Adds the calls of a message without other content to the calls of the assistant message before it.</summary>
    public static IEnumerable<ChatMessage> Merge(IEnumerable<ChatMessage> messages)
    {
        AssistantMessage? pending = null;
        foreach (ChatMessage message in messages)
        {
            if (pending is not null && message is AssistantMessage next && HasCallsOnly(next))
            {
                pending = pending with { ToolCalls = [.. pending.ToolCalls!, .. next.ToolCalls!] };
                continue;
            }

            if (pending is not null)
                yield return pending;
            pending = message is AssistantMessage { ToolCalls.Count: > 0 } calling ? calling : null;
            if (pending is null)
                yield return message;
        }

        if (pending is not null)
            yield return pending;
    }

    private static bool HasCallsOnly(AssistantMessage message) =>
        message is { ToolCalls.Count: > 0, Refusal: null, Text.Length: 0 } && string.IsNullOrEmpty(message.Reasoning);
}
