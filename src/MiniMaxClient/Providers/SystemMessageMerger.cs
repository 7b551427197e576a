using System.Text.Json;

namespace MiniMaxClient.Providers;

/// <summary>System and developer messages where a model or a protocol takes one, at the start.</summary>
internal static class SystemMessageMerger
{
    private const string InstructionsStartTag = "<instructions>\n";
    private const string InstructionsEndTag = "\n</instructions>";

    /// <summary>Finds the messages that <see cref="MergeMessages"/> must not touch, and a request that has no others.</summary>
    public static void ValidatePositions(
        IReadOnlyList<ChatMessage> messages, MessageRules rules, LateSystemMessageHandling lateHandling, Action<string,
            string> addProblem)
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
                + "put it first, or set the client's option LateSystemMessages to move it there or to send it as a user message");
        }

        if (rules.SystemMessages == SystemMessagePlacement.SeparateField && hasSystem && !hasOther)
            addProblem(
                "$.messages", $"has only system messages; at least one other message is required (source: {rules.Source})");
    }

    /// <summary>Joins the messages at the start to one and handles later ones; leaves out empty ones.</summary>
    public static IReadOnlyList<ChatMessage> MergeMessages(
        IReadOnlyList<ChatMessage> messages, LateSystemMessageHandling lateHandling)
    {
        int count = messages.Count(static message => GetSystemContent(message) is not null);
        if (count == 0 || (count == 1 && GetSystemContent(messages[0]) is { } only && !IsBlank(only)))
            return messages;
        ChatMessage? system = null;
        var others = new List<ChatMessage>(messages.Count);
        foreach (ChatMessage message in messages)
        {
            if (GetSystemContent(message) is not { } content)
                others.Add(message);
            else if (IsBlank(content))
                continue;
            else if (others.Count == 0 || lateHandling == LateSystemMessageHandling.MoveToFront)
                system = system is null ? message : JoinMessages(system, message);
            else
                others.Add(ToUserMessage(message, content));
        }

        if (system is not null)
            others.Insert(0, system);
        return others;
    }

    /// <summary>Whether a message is left out or moved to the front, and so comes between no others.</summary>
    public static bool IsMovedOrOmitted(ChatMessage? message, MessageRules rules, LateSystemMessageHandling lateHandling) =>
        rules.SystemMessages != SystemMessagePlacement.Anywhere && GetSystemContent(message) is { } content
        && (lateHandling == LateSystemMessageHandling.MoveToFront || IsBlank(content));

    private static MessageContent? GetSystemContent(ChatMessage? message) => message switch
    {
        SystemMessage system => system.Content,
        DeveloperMessage developer => developer.Content,
        _ => null,
    };

    private static bool IsBlank(MessageContent content) => string.IsNullOrWhiteSpace(content.Text);

    /// <summary>One message of both; MiniMax's own role for instructions is "system".</summary>
    private static ChatMessage JoinMessages(ChatMessage first, ChatMessage second)
    {
        MessageContent content = SystemInstructions.JoinContent(GetSystemContent(first)!, GetSystemContent(second)!);
        string? name = first.Name ?? second.Name;
        Dictionary<string, JsonElement> others =
            first.AdditionalProperties.ToDictionary(static one => one.Key, static one => one.Value);
        foreach (KeyValuePair<string, JsonElement> other in second.AdditionalProperties)
        {
            if (!others.ContainsKey(other.Key))
                others[other.Key] = other.Value;
        }

        return first is DeveloperMessage && second is DeveloperMessage
            ? new DeveloperMessage { Content = content, Name = name, AdditionalProperties = others }
            : new SystemMessage { Content = content, Name = name, AdditionalProperties = others };
    }

    private static UserMessage ToUserMessage(ChatMessage message, MessageContent content) => new()
    {
        Content = content.Parts is null
            ? MessageContent.FromString(InstructionsStartTag + content.Text + InstructionsEndTag)
            : [InstructionsStartTag, .. content, InstructionsEndTag],
        AdditionalProperties = message.AdditionalProperties,
    };
}
