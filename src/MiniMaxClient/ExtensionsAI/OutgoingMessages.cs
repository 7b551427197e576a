using System.Text.Json;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes messages of the ecosystem's messages.</summary>
internal static class OutgoingMessages
{
    /// <exception cref="NotSupportedException">A message has a content that cannot be sent.</exception>
    public static IEnumerable<ChatMessage> Create(AIMessage message, UnsupportedContent unsupported)
    {
        string role = message.Role.Value;
        if (role == ChatRole.Assistant.Value)
            return [OutgoingAssistant.Create(message, unsupported)];
        if (message.RawRepresentation is ChatMessage raw)
            return [raw];
        if (role is "user" or "tool")
            return WithResults(message, unsupported);
        // A message of which nothing is left is left out.
        if (OutgoingParts.Create(message.Contents, unsupported) is not { } content)
            return [];
        return role switch
        {
            "system" => [new SystemMessage { Content = content, Name = message.AuthorName }],
            "developer" => [new DeveloperMessage { Content = content, Name = message.AuthorName }],
            _ => [Other(message, content)],
        };
    }

    /// <summary>Each result is a message of its own; what else the message says comes after them.</summary>
    private static IEnumerable<ChatMessage> WithResults(AIMessage message, UnsupportedContent unsupported)
    {
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            yield return OutgoingResult.Create(result);
        AIContent[] others =
            [.. message.Contents.Where(static content => content is not (FunctionResultContent or UsageContent))];
        if (message.Role.Value != ChatRole.User.Value)
        {
            foreach (AIContent other in others)
                unsupported.Omit(other.GetType().Name, "tool message");
        }
        else if ((others.Length > 0 || !message.Contents.OfType<FunctionResultContent>().Any())
            && OutgoingParts.Create(others, unsupported) is { } content)
        {
            yield return new UserMessage { Content = content, Name = message.AuthorName };
        }
    }

    private static UnknownMessage Other(AIMessage message, MessageContent content)
    {
        // The schema has no such role: the content is written as that of the known ones.
        JsonElement known = CompactJson.Element(ChatMessage.User(content));
        return new(new(message.Role.Value))
        {
            Name = message.AuthorName,
            AdditionalProperties = new Dictionary<string, JsonElement> { ["content"] = known.GetProperty("content") },
        };
    }
}
