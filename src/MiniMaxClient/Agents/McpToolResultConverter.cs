// https://modelcontextprotocol.io/specification/2025-11-25/server/tools
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Converts results of the Model Context Protocol: a CallToolResult, or its content blocks alone.</summary>
internal static class McpToolResultConverter
{
    private static readonly string[] ResultFields = ["content", "isError", "structuredContent", "_meta", "resultType", "task"];

    private static readonly string[] BlockFields =
    [
        "type", "text", "data", "mimeType", "uri", "name", "title", "description", "size", "icons", "resource",
        "annotations", "_meta",
    ];

    /// <summary>Appends a result; false for JSON of another format.</summary>
    public static bool TryAppendTo(JsonElement element, ToolMessageBuilder builder)
    {
        if (IsResult(element))
        {
            AppendResult(element, builder);
            return true;
        }

        JsonElement[] blocks = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        // JSON with text blocks alone may also be the app's own.
        if (!blocks.All(static block => IsKnownBlock(block) && HasKnownFields(block))
            || blocks.All(static block => HasType(block, "text")))
            return false;
        foreach (JsonElement block in blocks)
            AppendBlock(block, builder);
        return true;
    }

    private static bool IsResult(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array
        && content.EnumerateArray().All(static block => GetString(block, "type") is not null)
        && (content.GetArrayLength() > 0 || element.TryGetProperty("isError", out _)
            || element.TryGetProperty("structuredContent", out _))
        && element.EnumerateObject().All(static field => ResultFields.Contains(field.Name));

    private static void AppendResult(JsonElement element, ToolMessageBuilder builder)
    {
        JsonElement content = element.GetProperty("content");
        foreach (JsonElement block in content.EnumerateArray())
            AppendBlock(block, builder);
        // Servers should repeat structured content as text; not all do.
        if (!content.EnumerateArray().Any(static block => HasType(block, "text"))
            && element.TryGetProperty("structuredContent", out JsonElement structured)
            && structured.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            builder.AddText(JsonText.ToCompactJson(structured));
        if (element.TryGetProperty("isError", out JsonElement isError) && isError.ValueKind == JsonValueKind.True)
            builder.MarkAsError();
    }

    private static bool IsKnownBlock(JsonElement block) => GetString(block, "type") switch
    {
        "text" => GetString(block, "text") is not null,
        "image" or "audio" => GetString(block, "data") is not null && GetString(block, "mimeType") is not null,
        "resource_link" => GetString(block, "uri") is not null,
        "resource" => block.TryGetProperty("resource", out JsonElement resource) && GetString(resource, "uri") is not null,
        _ => false,
    };

    /// <summary>Whether a block has only fields that the protocol defines.</summary>
    private static bool HasKnownFields(JsonElement block) =>
        block.EnumerateObject().All(static field => BlockFields.Contains(field.Name));

    private static void AppendBlock(JsonElement block, ToolMessageBuilder builder)
    {
        if (!IsKnownBlock(block))
        {
            builder.AddNote(GetString(block, "type")!);
            return;
        }

        switch (GetString(block, "type"))
        {
            case "text":
                builder.AddText(GetString(block, "text"));
                break;
            case "resource_link":
                builder.AddNote(
                    GetString(block, "mimeType") is { } type ? $"{type}, {GetString(block, "uri")}" : GetString(block, "uri")!);
                break;
            case "resource":
                AppendResource(block.GetProperty("resource"), builder);
                break;
            default:
                builder.AddNote(GetString(block, "mimeType"), CountBytes(GetString(block, "data")!));
                break;
        }
    }

    private static void AppendResource(JsonElement resource, ToolMessageBuilder builder)
    {
        if (GetString(resource, "text") is { } text)
            builder.AddText(text);
        else if (GetString(resource, "blob") is { } blob)
            builder.AddNote(GetString(resource, "mimeType"), CountBytes(blob));
        else
            builder.AddNote(GetString(resource, "uri")!);
    }

    private static long CountBytes(string base64) => base64.TrimEnd('=').Length * 3L / 4;

    private static bool HasType(JsonElement block, string type) => GetString(block, "type") == type;

    private static string? GetString(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? JsonText.ReadString(value)
            : null;
}
