namespace MiniMaxClient;

/// <summary>Instructions that are put to those of a conversation.</summary>
/// <remarks>
/// They become one system message: the chat template of the M2 models shows the model the first one and drops any other.
/// </remarks>
internal static class Instructions
{
    /// <summary>The conversation with the words before its own instructions.</summary>
    public static IReadOnlyList<ChatMessage> Before(IReadOnlyList<ChatMessage> messages, string words) =>
        Put(messages, words, own => Join(words, own));

    /// <summary>The conversation with the words behind its own instructions.</summary>
    public static IReadOnlyList<ChatMessage> Behind(IReadOnlyList<ChatMessage> messages, string words) =>
        Put(messages, words, own => Join(own, words));

    private static IReadOnlyList<ChatMessage> Put(
        IReadOnlyList<ChatMessage> messages, string words, Func<MessageContent, MessageContent> join) =>
        messages.Count > 0 && messages[0] is SystemMessage { Content: { } own } first
            ? [first with { Content = join(own) }, .. messages.Skip(1)]
            : [ChatMessage.System(words), .. messages];

    /// <summary>Both contents in one, with a blank line between texts; parts stay parts.</summary>
    public static MessageContent Join(MessageContent first, MessageContent second) =>
        first.Parts is null && second.Parts is null
            ? MessageContent.FromString($"{first.Text}\n\n{second.Text}")
            : [.. first, .. second];
}
