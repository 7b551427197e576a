// https://modelcontextprotocol.io/specification/2025-11-25/server/tools
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Reads results in the form of the Model Context Protocol: a CallToolResult, or content blocks alone.</summary>
internal static class McpToolResult
{
    private static readonly string[] Fields = ["content", "isError", "structuredContent", "_meta", "resultType", "task"];

    private static readonly string[] BlockFields =
    [
        "type", "text", "data", "mimeType", "uri", "name", "title", "description", "size", "icons", "resource",
        "annotations", "_meta",
    ];

    /// <summary>Adds a result; false for JSON that is something else.</summary>
    public static bool TryAdd(JsonElement element, ToolResultMessage result)
    {
        if (IsResult(element))
        {
            AddResult(element, result);
            return true;
        }

        JsonElement[] blocks = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        // Blocks of text alone may as well be JSON of the app's.
        if (!blocks.All(static block => IsKnownBlock(block) && HasKnownFields(block))
            || blocks.All(static block => IsOfType(block, "text")))
            return false;
        foreach (JsonElement block in blocks)
            AddBlock(block, result);
        return true;
    }

    private static bool IsResult(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array
        && content.EnumerateArray().All(static block => Text(block, "type") is not null)
        && (content.GetArrayLength() > 0 || element.TryGetProperty("isError", out _)
            || element.TryGetProperty("structuredContent", out _))
        && element.EnumerateObject().All(static field => Fields.Contains(field.Name));

    private static void AddResult(JsonElement element, ToolResultMessage result)
    {
        JsonElement content = element.GetProperty("content");
        foreach (JsonElement block in content.EnumerateArray())
            AddBlock(block, result);
        // A server repeats structured content as text, unless it is an old one.
        if (!content.EnumerateArray().Any(static block => IsOfType(block, "text"))
            && element.TryGetProperty("structuredContent", out JsonElement structured)
            && structured.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            result.AddText(JsonText.Compact(structured));
        if (element.TryGetProperty("isError", out JsonElement isError) && isError.ValueKind == JsonValueKind.True)
            result.MarkFailed();
    }

    private static bool IsKnownBlock(JsonElement block) => Text(block, "type") switch
    {
        "text" => Text(block, "text") is not null,
        "image" or "audio" => Text(block, "data") is not null && Text(block, "mimeType") is not null,
        "resource_link" => Text(block, "uri") is not null,
        "resource" => block.TryGetProperty("resource", out JsonElement resource) && Text(resource, "uri") is not null,
        _ => false,
    };

    /// <summary>Whether a block has no field of the app's.</summary>
    private static bool HasKnownFields(JsonElement block) =>
        block.EnumerateObject().All(static field => BlockFields.Contains(field.Name));

    private static void AddBlock(JsonElement block, ToolResultMessage result)
    {
        if (!IsKnownBlock(block))
        {
            result.AddNote(Text(block, "type")!);
            return;
        }

        switch (Text(block, "type"))
        {
            case "text":
                result.AddText(Text(block, "text"));
                break;
            case "resource_link":
                result.AddNote(Text(block, "mimeType") is { } type ? $"{type}, {Text(block, "uri")}" : Text(block, "uri")!);
                break;
            case "resource":
                AddResource(block.GetProperty("resource"), result);
                break;
            default:
                result.AddNote(Text(block, "mimeType"), CountBytes(Text(block, "data")!));
                break;
        }
    }

    private static void AddResource(JsonElement resource, ToolResultMessage result)
    {
        if (Text(resource, "text") is { } text)
            result.AddText(text);
        else if (Text(resource, "blob") is { } blob)
            result.AddNote(Text(resource, "mimeType"), CountBytes(blob));
        else
            result.AddNote(Text(resource, "uri")!);
    }

    private static long CountBytes(string base64) => base64.TrimEnd('=').Length * 3L / 4;

    private static bool IsOfType(JsonElement block, string type) => Text(block, "type") == type;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? JsonText.Read(value)
            : null;
}
