namespace MiniMaxClient;

/// <summary>Adds instructions to the instructions of a conversation.</summary>
/// <remarks>
/// The result has one system message: the chat template of the M2 models uses the first one and drops all others.
/// </remarks>
internal static class SystemInstructionInserter
{
    /// <summary>Adds the text before the conversation's own instructions.</summary>
    public static IReadOnlyList<ChatMessage> Prepend(IReadOnlyList<ChatMessage> messages, string instructions) =>
        AddToSystemMessage(messages, instructions, own => JoinContent(instructions, own));

    /// <summary>Adds the text after the conversation's own instructions.</summary>
    public static IReadOnlyList<ChatMessage> Append(IReadOnlyList<ChatMessage> messages, string instructions) =>
        AddToSystemMessage(messages, instructions, own => JoinContent(own, instructions));

    private static IReadOnlyList<ChatMessage> AddToSystemMessage(
        IReadOnlyList<ChatMessage> messages, string instructions, Func<MessageContent, MessageContent> joinContent) =>
        messages.Count > 0 && messages[0] is SystemMessage { Content: { } own } first
            ? [first with { Content = joinContent(own) }, .. messages.Skip(1)]
            : [ChatMessage.System(instructions), .. messages];

    /// <summary>Joins two contents, with a blank line between texts; parts remain parts.</summary>
    public static MessageContent JoinContent(MessageContent first, MessageContent second) =>
        first.Parts is null && second.Parts is null
            ? MessageContent.FromString($"{first.Text}\n\n{second.Text}")
            : [.. first, .. second];
}
