namespace MiniMaxClient.Providers;

/// <summary>Adapts the messages of a valid request, each by itself.</summary>
internal sealed class MessageNormalizer(ModelCapabilities capabilities, MessageRules rules)
{
    /// <summary>
    /// The messages as they are sent, without empty messages of the assistant; the same list where nothing changes.
    /// </summary>
    public IReadOnlyList<ChatMessage> NormalizeMessages(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage>? prepared = null;
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            ChatMessage? sent = NormalizeMessages(message);
            if (prepared is null && !ReferenceEquals(sent, message))
                prepared = [.. messages.Take(i)];
            if (prepared is not null && sent is not null)
                prepared.Add(sent);
        }

        return prepared ?? messages;
    }

    /// <summary>The message as it is sent; null for one that is left out.</summary>
    private ChatMessage? NormalizeMessages(ChatMessage message) => message switch
    {
        AssistantMessage assistant => assistant.IsEmpty ? null : NormalizeMessages(assistant),
        UserMessage user when NormalizeContent(user.Content) is { } content => user with { Content = content },
        SystemMessage system when NormalizeContent(system.Content) is { } content => system with { Content = content },
        DeveloperMessage developer when NormalizeContent(developer.Content) is { } content =>
            developer with { Content = content },
        ToolMessage tool when NormalizeContent(tool.Content) is { } content => tool with { Content = content },
        _ => message,
    };

    /// <summary>Content as it is sent; null where nothing changes.</summary>
    private MessageContent? NormalizeContent(MessageContent content)
    {
        if (content.Parts is not { } parts)
            return null;
        if (capabilities.SendsStringContent && parts.All(static part => part is TextPart { AdditionalPropertiesOrNull: null }))
            return MessageContent.FromString(content.Text);
        if (!rules.RejectsEmptyText || !parts.Any(IsEmpty))
            return null;
        ContentPart[] others = [.. parts.Where(static part => !IsEmpty(part))];
        return MessageContent.Create(others);
    }

    private static bool IsEmpty(ContentPart part) => part is TextPart { Text.Length: 0 };

    private AssistantMessage NormalizeMessages(AssistantMessage message)
    {
        AssistantMessage sent = RemoveEmptyLists(message);
        if (sent.ToolCalls is { } calls)
        {
            IReadOnlyList<ToolCall> prepared = ToolCallNormalizer.NormalizeToolCalls(calls);
            if (!ReferenceEquals(prepared, calls))
                sent = sent with { ToolCalls = prepared };
        }

        if (sent.Content is { } content && NormalizeContent(content) is { } adapted)
            sent = sent with { Content = adapted };
        if (!IsEmpty(sent.Content) || sent.AdditionalPropertiesOrNull?.ContainsKey("content") == true)
            return sent;
        if (sent.HasToolCalls)
            return sent.Content is null ? sent : sent with { Content = null };

        // Reasoning or a refusal alone: AIML API's schema requires a content where there are no calls.
        return sent.Content is { Parts: null } ? sent : sent with { Content = "" };
    }

    private static bool IsEmpty(MessageContent? content) =>
        content is null || (content.Text.Length == 0 && content.Parts?.Any(static part => part is not TextPart) != true);

    /// <summary>Leaves out what hosts answer with and reject in a request (hermes-agent#59110, openai-node#1341).</summary>
    private static AssistantMessage RemoveEmptyLists(AssistantMessage message)
    {
        if (message.ToolCalls is { Count: 0 })
            message = message with { ToolCalls = null };
        if (message.Annotations is { Count: 0 })
            message = message with { Annotations = null };
        if (message.ReasoningDetails is { Count: 0 })
            message = message with { ReasoningDetails = null };
        return message.AdditionalPropertiesOrNull?.Values.Any(JsonLists.IsNullOrEmptyArray) == true
            ? message with
            {
                AdditionalProperties =
                    message.AdditionalPropertiesOrNull.Where(static other => !JsonLists.IsNullOrEmptyArray(other.Value))
                    .ToDictionary(static other => other.Key, static other => other.Value),
            }
            : message;
    }
}
