namespace MiniMaxClient;

/// <summary>Adds instructions to the instructions of a conversation.</summary>
/// <remarks>
/// The result has one system message: the chat template of the M2 models uses the first one and drops all others.
/// </remarks>
internal static class Instructions
{
    /// <summary>Adds the text before the conversation's own instructions.</summary>
    public static IReadOnlyList<ChatMessage> Before(IReadOnlyList<ChatMessage> messages, string words) =>
        Put(messages, words, own => Join(words, own));

    /// <summary>Adds the text after the conversation's own instructions.</summary>
    public static IReadOnlyList<ChatMessage> Behind(IReadOnlyList<ChatMessage> messages, string words) =>
        Put(messages, words, own => Join(own, words));

    private static IReadOnlyList<ChatMessage> Put(
        IReadOnlyList<ChatMessage> messages, string words, Func<MessageContent, MessageContent> join) =>
        messages.Count > 0 && messages[0] is SystemMessage { Content: { } own } first
            ? [first with { Content = join(own) }, .. messages.Skip(1)]
            : [ChatMessage.System(words), .. messages];

    /// <summary>Joins two contents, with a blank line between texts; parts remain parts.</summary>
    public static MessageContent Join(MessageContent first, MessageContent second) =>
        first.Parts is null && second.Parts is null
            ? MessageContent.FromString($"{first.Text}\n\n{second.Text}")
            : [.. first, .. second];
}
