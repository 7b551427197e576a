namespace MiniMaxClient.Providers;

/// <summary>Adapts each message of a valid request to the capabilities of the model.</summary>
internal sealed class MessageNormalizer(ModelCapabilities capabilities, MessageRules rules)
{
    /// <summary>Adapts the messages and removes empty assistant messages; returns the same list if nothing changes.</summary>
    public IReadOnlyList<ChatMessage> NormalizeMessages(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage>? changed = null;
        for (int i = 0; i < messages.Count; i++)
        {
            ChatMessage message = messages[i];
            ChatMessage? normalized = NormalizeMessage(message);
            if (changed is null && !ReferenceEquals(normalized, message))
                changed = [.. messages.Take(i)];
            if (changed is not null && normalized is not null)
                changed.Add(normalized);
        }

        return changed ?? messages;
    }

    /// <summary>Adapts a message; returns null if it is omitted.</summary>
    private ChatMessage? NormalizeMessage(ChatMessage message) => message switch
    {
        AssistantMessage assistant => assistant.IsEmpty ? null : NormalizeAssistantMessage(assistant),
        UserMessage user when NormalizeContent(user.Content) is { } content => user with { Content = content },
        SystemMessage system when NormalizeContent(system.Content) is { } content => system with { Content = content },
        DeveloperMessage developer when NormalizeContent(developer.Content) is { } content =>
            developer with { Content = content },
        ToolMessage tool when NormalizeContent(tool.Content) is { } content => tool with { Content = content },
        _ => message,
    };

    /// <summary>Adapts the content of a message; returns null if nothing changes.</summary>
    private MessageContent? NormalizeContent(MessageContent content)
    {
        if (content.Parts is not { } parts)
            return null;
        if (capabilities.SendsStringContent && parts.All(IsPlainText))
            return MessageContent.FromString(content.Text);
        if (!rules.RejectsEmptyText || !parts.Any(IsEmpty))
            return null;
        ContentPart[] nonEmptyParts = [.. parts.Where(static part => !IsEmpty(part))];
        return MessageContent.Create(nonEmptyParts);
    }

    private static bool IsPlainText(ContentPart part) =>
        part is TextPart { AdditionalPropertiesOrNull: null, CacheControl: null };

    private static bool IsEmpty(ContentPart part) => part is TextPart { Text.Length: 0 };

    private AssistantMessage NormalizeAssistantMessage(AssistantMessage message)
    {
        message = RemoveEmptyLists(message);
        if (message.ToolCalls is { } calls)
        {
            IReadOnlyList<ToolCall> normalizedCalls = ToolCallNormalizer.NormalizeToolCalls(calls);
            if (!ReferenceEquals(normalizedCalls, calls))
                message = message with { ToolCalls = normalizedCalls };
        }

        if (message.Content is { } content && NormalizeContent(content) is { } normalizedContent)
            message = message with { Content = normalizedContent };
        if (!IsEmpty(message.Content) || message.AdditionalPropertiesOrNull?.ContainsKey("content") == true)
            return message;
        if (message.HasToolCalls)
            return message.Content is null ? message : message with { Content = null };

        // Only reasoning or a refusal: AIML API's schema requires content in a message without tool calls.
        return message.Content is { Parts: null } ? message : message with { Content = "" };
    }

    private static bool IsEmpty(MessageContent? content) =>
        content is null || (content.Text.Length == 0 && content.Parts?.Any(static part => part is not TextPart) != true);

    /// <summary>Removes empty lists, which hosts return and reject in a request (hermes-agent#59110, openai-node#1341).</summary>
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
                AdditionalProperties = message.AdditionalPropertiesOrNull
                    .Where(static property => !JsonLists.IsNullOrEmptyArray(property.Value))
                    .ToDictionary(static property => property.Key, static property => property.Value),
            }
            : message;
    }
}
