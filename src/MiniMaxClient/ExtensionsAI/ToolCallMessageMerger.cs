namespace MiniMaxClient.ExtensionsAI;

/// <summary>Joins the tool calls of one response that a framework stored as several messages.</summary>
/// <remarks>
/// Semantic Kernel adds a message for each call of a streamed response to the history, and the results after all of them.
/// Providers require that the results of a message's calls follow that message.
/// </remarks>
internal static class ToolCallMessageMerger
{
    /// <summary>Adds the calls of a message that has nothing else to the calls of the assistant message before it.</summary>
    public static IEnumerable<ChatMessage> Merge(IEnumerable<ChatMessage> messages)
    {
        AssistantMessage? pending = null;
        foreach (ChatMessage message in messages)
        {
            if (pending is not null && message is AssistantMessage next && HasOnlyCalls(next, pending.Name))
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

    // The name is that of the author, which a framework gives to each of the messages.
    private static bool HasOnlyCalls(AssistantMessage message, string? author) =>
        message.ToolCalls is { Count: > 0 }
        && message with { ToolCalls = null, Name = message.Name == author ? null : message.Name } == new AssistantMessage();
}
