namespace MiniMaxClient.Agents;

/// <summary>Removes the oldest turns of a conversation.</summary>
internal static class ConversationTrimmer
{
    /// <summary>Removes turns until the messages have at most a number of tokens; the last turn is kept.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="maxTokens">The maximum number of tokens.</param>
    /// <param name="countTokens">Counts the tokens of a message.</param>
    /// <exception cref="InvalidOperationException"><paramref name="countTokens"/> returned a negative number.</exception>
    public static (IReadOnlyList<ChatMessage> Kept, IReadOnlyList<ChatMessage> Removed) Trim(
        IReadOnlyList<ChatMessage> messages, long maxTokens, Func<ChatMessage, long> countTokens)
    {
        long[] tokens = [.. messages.Select(countTokens)];
        if (Array.Exists(tokens, static count => count < 0))
            throw new InvalidOperationException("A number of tokens is negative.");
        // A sum of any number of counts.
        decimal total = tokens.Sum(static count => (decimal)count);
        int lastTurn = FindLastTurn(messages);
        var kept = new List<ChatMessage>();
        var removed = new List<ChatMessage>();
        bool isRemoving = false;
        for (int i = 0; i < messages.Count; i++)
        {
            // The decision to remove is made once for each turn.
            if (i == 0 || messages[i] is UserMessage)
                isRemoving = i < lastTurn && total > maxTokens;
            if (isRemoving && messages[i] is not (SystemMessage or DeveloperMessage))
            {
                total -= tokens[i];
                removed.Add(messages[i]);
            }
            else
            {
                kept.Add(messages[i]);
            }
        }

        return (kept, removed);
    }

    private static int FindLastTurn(IReadOnlyList<ChatMessage> messages)
    {
        int index = messages.Count - 1;
        while (index > 0 && messages[index] is not UserMessage)
            index--;
        return index;
    }
}
