using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>Reads contents that were serialized to JSON with a stored history.</summary>
internal static class SerializedContentReader
{
    private const string Discriminator = "$type";

    /// <summary>Reads the contents; null for JSON of another format.</summary>
    public static IReadOnlyList<AIContent>? TryRead(JsonElement element)
    {
        JsonElement[] items = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        if (items.Length == 0 || !items.All(IsContent))
            return null;
        try
        {
            return [.. items.Select(ReadContent)];
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            // JSON of another library with other discriminators.
            return null;
        }
    }

    private static bool IsContent(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && ((item.TryGetProperty(Discriminator, out JsonElement type) && type.ValueKind == JsonValueKind.String)
            || IsDataContent(item));

    // A single DataContent is serialized without its discriminator.
    private static bool IsDataContent(JsonElement item) =>
        item.TryGetProperty("uri", out JsonElement uri) && uri.ValueKind == JsonValueKind.String
        && JsonText.GetRawUtf8(uri).StartsWith("\"data:"u8)
        && item.EnumerateObject().All(static field => field.Name is "uri" or "name" or "mediaType" or "additionalProperties");

    private static AIContent ReadContent(JsonElement item) =>
        item.TryGetProperty(Discriminator, out _)
            ? (AIContent)item.Deserialize(AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(AIContent)))!
            : (AIContent)item.Deserialize(AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(DataContent)))!;
}
