using System.Text.Json;

namespace MiniMaxClient.Providers;

/// <summary>Merges the system and developer messages of a request for a model that supports one, at the start.</summary>
internal static class SystemMessageMerger
{
    private const string InstructionsStartTag = "<instructions>\n";
    private const string InstructionsEndTag = "\n</instructions>";

    /// <summary>Adds a problem for each misplaced message and for a request that requires another message.</summary>
    public static void ValidatePositions(
        IReadOnlyList<ChatMessage> messages,
        MessageRules rules,
        LateSystemMessageHandling lateHandling,
        Action<string, string> addProblem)
    {
        bool hasSystem = false, hasOther = false;
        for (int i = 0; i < messages.Count; i++)
        {
            if (GetSystemContent(messages[i]) is not { } content)
            {
                hasOther |= messages[i] is not AssistantMessage { IsEmpty: true };
                continue;
            }

            hasSystem = true;
            if (!hasOther || lateHandling != LateSystemMessageHandling.Throw || IsBlank(content))
                continue;
            addProblem(
                $"$.messages[{i}].role",
                $"is '{messages[i].Role}' after other messages, which is not supported (source: {rules.Source}); "
                + "put it first, or set the client option LateSystemMessages to MoveToFront or SendAsUser");
        }

        if (rules.SystemMessages == SystemMessagePlacement.SeparateField && hasSystem && !hasOther)
        {
            addProblem(
                "$.messages", $"has only system messages; at least one other message is required (source: {rules.Source})");
        }
    }

    /// <summary>Merges the messages at the start into one, moves or converts later ones and removes empty ones.</summary>
    public static IReadOnlyList<ChatMessage> MergeMessages(
        IReadOnlyList<ChatMessage> messages, LateSystemMessageHandling lateHandling)
    {
        int count = messages.Count(static message => GetSystemContent(message) is not null);
        if (count == 0 || (count == 1 && GetSystemContent(messages[0]) is { } firstContent && !IsBlank(firstContent)))
            return messages;
        ChatMessage? system = null;
        var merged = new List<ChatMessage>(messages.Count);
        foreach (ChatMessage message in messages)
        {
            if (GetSystemContent(message) is not { } content)
                merged.Add(message);
            else if (IsBlank(content))
                continue;
            else if (merged.Count == 0 || lateHandling == LateSystemMessageHandling.MoveToFront)
                system = system is null ? message : JoinMessages(system, message);
            else
                merged.Add(ToUserMessage(message, content));
        }

        if (system is not null)
            merged.Insert(0, system);
        return merged;
    }

    /// <summary>Determines whether a message is omitted or moved to the front, so that it does not separate others.</summary>
    public static bool IsMovedOrOmitted(ChatMessage? message, MessageRules rules, LateSystemMessageHandling lateHandling) =>
        rules.SystemMessages != SystemMessagePlacement.Anywhere && GetSystemContent(message) is { } content
        && (lateHandling == LateSystemMessageHandling.MoveToFront || IsBlank(content));

    private static MessageContent? GetSystemContent(ChatMessage? message) => message switch
    {
        SystemMessage system => system.Content,
        DeveloperMessage developer => developer.Content,
        _ => null,
    };

    /// <summary>Gets the content, whose last part has the marker of the message.</summary>
    private static MessageContent GetContentWithMarker(ChatMessage message)
    {
        MessageContent content = GetSystemContent(message)!;
        if (message.CacheControl is not { } marker)
            return content;
        ContentPart[] parts = [.. content];
        ContentPart last = parts[parts.Length - 1];
        parts[parts.Length - 1] = last with { CacheControl = last.CacheControl ?? marker };
        return MessageContent.Create(parts);
    }

    private static bool IsBlank(MessageContent content) => string.IsNullOrWhiteSpace(content.Text);

    // A mixed pair becomes a system message, because "system" is MiniMax's role for instructions.
    private static ChatMessage JoinMessages(ChatMessage first, ChatMessage second)
    {
        MessageContent content = SystemInstructionInserter.JoinContent(
            GetContentWithMarker(first), GetContentWithMarker(second));
        string? name = first.Name ?? second.Name;
        Dictionary<string, JsonElement> properties =
            first.AdditionalProperties.ToDictionary(static property => property.Key, static property => property.Value);
        foreach (KeyValuePair<string, JsonElement> property in second.AdditionalProperties)
        {
            if (!properties.ContainsKey(property.Key))
                properties[property.Key] = property.Value;
        }

        return first is DeveloperMessage && second is DeveloperMessage
            ? new DeveloperMessage { Content = content, Name = name, AdditionalProperties = properties }
            : new SystemMessage { Content = content, Name = name, AdditionalProperties = properties };
    }

    private static UserMessage ToUserMessage(ChatMessage message, MessageContent content) => new()
    {
        Content = content.Parts is null
            ? MessageContent.FromString(InstructionsStartTag + content.Text + InstructionsEndTag)
            : [InstructionsStartTag, .. content, InstructionsEndTag],
        CacheControl = message.CacheControl,
        AdditionalProperties = message.AdditionalProperties,
    };
}
