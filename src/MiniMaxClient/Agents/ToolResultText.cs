using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>What the model is told of a tool's result: texts as they are, all else as JSON.</summary>
internal static class ToolResultText
{
    /// <exception cref="NotSupportedException">The options know nothing of the result's type.</exception>
    public static string Of(object? result, JsonSerializerOptions options) => result switch
    {
        null => ToolMessage.EmptyResult,
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => JsonText.Read(element),
        JsonElement { ValueKind: JsonValueKind.Undefined } => ToolMessage.EmptyResult,
        JsonElement element => JsonText.Compact(element),
        TextContent content => content.Text,
        IEnumerable<AIContent> contents => string.Concat(contents.Select(Of)),
        AIContent content => Of(content),
        _ => JsonText.Compact(JsonSerializer.SerializeToElement(result, options.GetTypeInfo(result.GetType()))),
    };

    private static string Of(AIContent content) => content is TextContent text
        ? text.Text
        : JsonText.Compact(
            JsonSerializer.SerializeToElement(content, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent))));
}
