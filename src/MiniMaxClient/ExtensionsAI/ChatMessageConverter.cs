using System.Text.Json;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes messages of the ecosystem's messages.</summary>
internal static class ChatMessageConverter
{
    /// <exception cref="NotSupportedException">A message has a content that cannot be sent.</exception>
    public static IEnumerable<ChatMessage> ToChatMessages(AIMessage message, UnsupportedContentPolicy contentPolicy)
    {
        string role = message.Role.Value;
        if (role == ChatRole.Assistant.Value)
            return [AssistantMessageConverter.ToAssistantMessage(message, contentPolicy)];
        if (message.RawRepresentation is ChatMessage raw)
            return [raw];
        if (role is "user" or "tool")
            return SplitToolResults(message, contentPolicy);
        // A message of which nothing is left is left out.
        if (ContentPartConverter.ToMessageContent(message.Contents, contentPolicy) is not { } content)
            return [];
        return role switch
        {
            "system" => [new SystemMessage { Content = content, Name = message.AuthorName }],
            "developer" => [new DeveloperMessage { Content = content, Name = message.AuthorName }],
            _ => [ToUnknownMessage(message, content)],
        };
    }

    /// <summary>Each result is a message of its own; what else the message says comes after them.</summary>
    private static IEnumerable<ChatMessage> SplitToolResults(AIMessage message, UnsupportedContentPolicy contentPolicy)
    {
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            yield return FunctionResultConverter.ToToolMessage(result);
        AIContent[] others =
            [.. message.Contents.Where(static content => content is not (FunctionResultContent or UsageContent))];
        if (message.Role.Value != ChatRole.User.Value)
        {
            foreach (AIContent other in others)
                contentPolicy.OmitOrThrow(other.GetType().Name, "tool message");
        }
        else if ((others.Length > 0 || !message.Contents.OfType<FunctionResultContent>().Any())
            && ContentPartConverter.ToMessageContent(others, contentPolicy) is { } content)
        {
            yield return new UserMessage { Content = content, Name = message.AuthorName };
        }
    }

    private static UnknownMessage ToUnknownMessage(AIMessage message, MessageContent content)
    {
        // The schema has no such role: the content is written as that of the known ones.
        JsonElement known = CompactJsonSerializer.SerializeToElement(ChatMessage.User(content));
        return new(new(message.Role.Value))
        {
            Name = message.AuthorName,
            AdditionalProperties = new Dictionary<string, JsonElement> { ["content"] = known.GetProperty("content") },
        };
    }
}
