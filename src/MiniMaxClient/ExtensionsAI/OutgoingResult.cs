using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>What the model is told of a function's result: texts as they are, all else as JSON.</summary>
internal static class OutgoingResult
{
    /// <exception cref="NotSupportedException">The result has no form as text.</exception>
    public static ToolMessage Of(FunctionResultContent content) => new()
    {
        ToolCallId = content.CallId,
        Content = Text(content.Result, content.Exception) is { Length: > 0 } text ? text : ToolMessage.EmptyResult,
    };

    private static string Text(object? result, Exception? exception) => result switch
    {
        // The exception's message is the developer's to see, not the model's.
        null => exception is null ? ToolMessage.EmptyResult : "Error: the function failed.",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => JsonText.Read(element),
        AIContent content => Text(content),
        IEnumerable<AIContent> contents => string.Concat(contents.Select(Text)),
        _ => Encoding.UTF8.GetString(JsonText.Bytes(json => CompactJson.WriteValue(json, result))),
    };

    private static string Text(AIContent content) => content is TextContent { Text: var text }
        ? text
        : throw new NotSupportedException(
            $"A function's result cannot be sent as {content.GetType().Name}: a tool message is text.");
}
