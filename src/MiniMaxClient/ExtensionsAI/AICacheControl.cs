using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Reads the markers of the prompt cache from additional properties of Microsoft.Extensions.AI.</summary>
internal static class AICacheControl
{
    /// <summary>The key of the marker; Anthropic's library uses the same.</summary>
    public const string PropertyKey = "anthropic:cache_control";

    /// <summary>Finds the marker of a content or a tool; null if it has none.</summary>
    /// <exception cref="ArgumentException">The value of the key is not a marker.</exception>
    public static CacheControl? Find(IReadOnlyDictionary<string, object?>? properties) =>
        properties?.TryGetValue(PropertyKey, out object? value) == true ? ReadValue(value) : null;

    /// <summary>Determines whether one of the contents has a marker.</summary>
    /// <exception cref="ArgumentException">The value of the key is not a marker.</exception>
    public static bool HasMarker(IEnumerable<AIContent> contents) =>
        contents.Any(static content => Find(content.AdditionalProperties) is not null);

    /// <summary>Adds the markers of the contents to a message that was converted or kept as it was received.</summary>
    /// <exception cref="ArgumentException">The value of the key is not a marker.</exception>
    public static ChatMessage AddMarkers(ChatMessage message, IEnumerable<AIContent> contents)
    {
        foreach (AIContent content in contents)
        {
            if (Find(content.AdditionalProperties) is not { } marker)
                continue;
            message = content is FunctionCallContent call && message is AssistantMessage { ToolCalls: { } calls } assistant
                ? assistant with
                {
                    ToolCalls = [.. calls.Select(one => one.Id == call.CallId ? one with { CacheControl = marker } : one)],
                }
                : message with { CacheControl = marker };
        }

        return message;
    }

    // Applications and Anthropic's library set objects of several types; the text of the latter's is its JSON.
    private static CacheControl? ReadValue(object? value)
    {
        try
        {
            return value switch
            {
                null => null,
                CacheControl marker => marker,
                JsonElement element => ReadJson(JsonText.GetRawText(element)),
                JsonNode node => ReadJson(node.ToJsonString()),
                IEnumerable<KeyValuePair<string, object?>> entries => ReadJson(ToJson(entries)),
                _ => ReadJson(value.ToString() ?? ""),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw CreateException(value, e);
        }
    }

    private static string ToJson(IEnumerable<KeyValuePair<string, object?>> entries) =>
        System.Text.Encoding.UTF8.GetString(JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            foreach (KeyValuePair<string, object?> entry in entries)
            {
                json.WritePropertyName(entry.Key);
                CompactJsonSerializer.WriteValue(json, entry.Value);
            }

            json.WriteEndObject();
        }));

    private static CacheControl? ReadJson(string json)
    {
        // Text after the object throws.
        using (JsonDocument.Parse(json))
        {
        }

        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), JsonSettings.ReaderOptions);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        return CacheControl.Read(ref reader) is { Type.Length: > 0 } marker
            ? marker
            : throw new JsonException("The value has no type.");
    }

    private static ArgumentException CreateException(object? value, Exception? cause) => new(
        $"The additional property '{PropertyKey}' is a {value?.GetType().Name} that is not an object with a type, such as "
        + """{"type":"ephemeral"}.""",
        cause);
}
