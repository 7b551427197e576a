using System.Text.Json;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes messages of the ecosystem's messages.</summary>
internal static class OutgoingMessages
{
    /// <exception cref="NotSupportedException">A message has a content that cannot be sent.</exception>
    public static IEnumerable<ChatMessage> Of(AIMessage message)
    {
        string role = message.Role.Value;
        if (role == ChatRole.Assistant.Value)
            return [OutgoingAssistant.Of(message)];
        if (message.RawRepresentation is ChatMessage raw)
            return [raw];
        return role switch
        {
            "system" => [new SystemMessage { Content = OutgoingParts.Of(message.Contents), Name = message.AuthorName }],
            "developer" => [new DeveloperMessage { Content = OutgoingParts.Of(message.Contents), Name = message.AuthorName }],
            "user" or "tool" => WithResults(message),
            _ => [Other(message)],
        };
    }

    /// <summary>Each result is a message of its own; what else the message says comes after them.</summary>
    private static IEnumerable<ChatMessage> WithResults(AIMessage message)
    {
        foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            yield return OutgoingResult.Of(result);
        AIContent[] others =
            [.. message.Contents.Where(static content => content is not (FunctionResultContent or UsageContent))];
        bool isUser = message.Role.Value == ChatRole.User.Value;
        if (!isUser && others.Length > 0)
            throw OutgoingParts.NotSupported(others[0].GetType().Name, "tool message");
        if (isUser && (others.Length > 0 || !message.Contents.OfType<FunctionResultContent>().Any()))
            yield return new UserMessage { Content = OutgoingParts.Of(others), Name = message.AuthorName };
    }

    private static UnknownMessage Other(AIMessage message)
    {
        // The schema has no such role: the content is written as that of the known ones.
        JsonElement known = CompactJson.Element(ChatMessage.User(OutgoingParts.Of(message.Contents)));
        return new(new(message.Role.Value))
        {
            Name = message.AuthorName,
            AdditionalProperties = new Dictionary<string, JsonElement> { ["content"] = known.GetProperty("content") },
        };
    }
}
