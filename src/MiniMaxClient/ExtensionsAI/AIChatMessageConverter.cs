using System.Text.Json;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts messages of Microsoft.Extensions.AI to those of a request.</summary>
internal static class AIChatMessageConverter
{
    /// <exception cref="NotSupportedException">A message has a content that cannot be sent.</exception>
    public static IEnumerable<ChatMessage> ToChatMessages(AIMessage message, UnsupportedContentPolicy contentPolicy)
    {
        string role = message.Role.Value;
        if (role == ChatRole.Assistant.Value)
        {
            return
            [
                AICacheControl.AddMarkers(
                    AIAssistantMessageConverter.ToAssistantMessage(message, contentPolicy), message.Contents),
            ];
        }

        // The original message has no markers; one of a content belongs to the part of that content.
        if (message.RawRepresentation is ChatMessage raw && !AICacheControl.HasMarker(message.Contents))
            return [raw];
        if (role is "user" or "tool")
            return SplitToolResults(message, contentPolicy);
        // A message whose contents were all omitted is omitted.
        if (AIContentPartConverter.ToMessageContent(message.Contents, contentPolicy) is not { } content)
            return [];
        return role switch
        {
            "system" => [new SystemMessage { Content = content, Name = message.AuthorName }],
            "developer" => [new DeveloperMessage { Content = content, Name = message.AuthorName }],
            _ => [ToUnknownMessage(message, content)],
        };
    }

    /// <summary>Converts each function result to a separate message; other contents follow.</summary>
    private static IEnumerable<ChatMessage> SplitToolResults(AIMessage message, UnsupportedContentPolicy contentPolicy)
    {
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            yield return AICacheControl.AddMarkers(AIFunctionResultConverter.ToToolMessage(result), [result]);
        AIContent[] otherContents =
            [.. message.Contents.Where(static content => content is not (FunctionResultContent or UsageContent))];
        if (message.Role.Value != ChatRole.User.Value)
        {
            foreach (AIContent other in otherContents)
                contentPolicy.OmitOrThrow(other.GetType().Name, "tool message");
        }
        else if ((otherContents.Length > 0 || !message.Contents.OfType<FunctionResultContent>().Any())
            && AIContentPartConverter.ToMessageContent(otherContents, contentPolicy) is { } content)
        {
            yield return new UserMessage { Content = content, Name = message.AuthorName };
        }
    }

    private static UnknownMessage ToUnknownMessage(AIMessage message, MessageContent content)
    {
        // The schema has no such role: the content is written as for a user message.
        JsonElement userMessage = CompactJsonSerializer.SerializeToElement(ChatMessage.User(content));
        return new(new(message.Role.Value))
        {
            Name = message.AuthorName,
            AdditionalProperties = new Dictionary<string, JsonElement> { ["content"] = userMessage.GetProperty("content") },
        };
    }
}
