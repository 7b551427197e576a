using MiniMaxClient.Spending;

namespace MiniMaxClient.Agents;

/// <summary>The usage that the last response of a conversation reported, from which tokens of messages are estimated.</summary>
/// <param name="Request">The request of the response; null before the first response.</param>
/// <param name="PromptTokens">The prompt tokens of the request.</param>
internal readonly record struct ConversationUsage(ChatCompletionRequest? Request, long PromptTokens)
{
    /// <summary>Creates a function that estimates the tokens of a message from its length without media.</summary>
    public Func<ChatMessage, long> CreateTokenEstimate()
    {
        var tokens = new ModelTokens();
        // The tokens of media depend on their size in pixels, not on their length.
        if (Request is { } request && !request.Messages.Any(HasMedia))
            tokens.LearnPrompt(GetLength(request), PromptTokens);
        double charactersPerToken = tokens.PromptCharactersPerToken;
        return message => (long)Math.Ceiling(GetLength(RemoveMedia(message)) / charactersPerToken);
    }

    private static long GetLength(SchemaObject value) => JsonText.WriteToBytes(value.Write).Length;

    private static bool HasMedia(ChatMessage message) =>
        message.GetContent()?.Parts?.Any(IsMedia) == true
        || message is AssistantMessage { Audio: not null } or AssistantMessage { AudioContent: not null };

    private static ChatMessage RemoveMedia(ChatMessage message) => message switch
    {
        UserMessage user => user with { Content = RemoveMedia(user.Content) },
        ToolMessage tool => tool with { Content = RemoveMedia(tool.Content) },
        // The transcript of the audio is a text.
        AssistantMessage assistant => assistant with
        {
            Audio = assistant.Audio is { } audio ? audio with { Data = null } : null, AudioContent = null,
        },
        _ => message,
    };

    private static MessageContent RemoveMedia(MessageContent content) => content.Parts is { } parts
        ? MessageContent.Create([.. parts.Where(static part => !IsMedia(part))])
        : content;

    private static bool IsMedia(ContentPart part) => part is ImagePart or VideoPart or FilePart;
}
