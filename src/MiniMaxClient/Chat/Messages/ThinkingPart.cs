using System.Text.Json;

namespace MiniMaxClient;

/// <summary>
/// A content part with reasoning: <c>{"type":"thinking","thinking":[{"type":"text","text":"…"}]}</c> (Mistral), or with one
/// string (Anthropic).
/// </summary>
internal static class ThinkingPart
{
    private const string Name = "thinking";

    /// <summary>Creates a part with one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isArray">Whether the text is written in an array, as Mistral does.</param>
    public static UnknownPart Create(string text, bool isArray)
    {
        JsonElement thinking = JsonElement.Parse(JsonText.WriteToBytes(json =>
        {
            if (!isArray)
            {
                JsonText.WriteValue(json, text);
                return;
            }

            json.WriteStartArray();
            ContentPart.FromText(text).Write(json);
            json.WriteEndArray();
        }));
        return new(Name) { AdditionalProperties = new Dictionary<string, JsonElement> { [Name] = thinking } };
    }

    /// <summary>Whether a part has only reasoning, so that the text of the next such part can be appended to it.</summary>
    /// <param name="part">The part.</param>
    /// <param name="isArray">Whether the text is in an array.</param>
    public static bool IsTextOnly(ContentPart part, out bool isArray)
    {
        isArray = false;
        if (part is not UnknownPart { Type: Name, AdditionalPropertiesOrNull: { Count: 1 } properties }
            || !properties.TryGetValue(Name, out JsonElement thinking))
            return false;
        isArray = thinking.ValueKind == JsonValueKind.Array;
        return isArray ? thinking.EnumerateArray().All(IsTextPart) : thinking.ValueKind == JsonValueKind.String;
    }

    /// <summary>Gets the reasoning of a part, or null for a part of another type.</summary>
    public static string? GetTextOrNull(ContentPart part)
    {
        if (part is not UnknownPart { Type: Name } || !part.AdditionalProperties.TryGetValue(Name, out JsonElement thinking))
            return null;
        if (thinking.ValueKind == JsonValueKind.String)
            return JsonText.ReadString(thinking);
        if (thinking.ValueKind != JsonValueKind.Array)
            return null;
        return string.Concat(thinking.EnumerateArray().Select(static element =>
            JsonText.GetProperty(element, "text") is { ValueKind: JsonValueKind.String } text ? JsonText.ReadString(text) : ""));
    }

    /// <summary>Gets the reasoning of all parts; empty if there is none.</summary>
    public static string JoinText(IReadOnlyList<ContentPart>? parts) =>
        parts is null ? "" : string.Concat(parts.Select(GetTextOrNull));

    private static bool IsTextPart(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.EnumerateObject().Count() == 2
        && JsonText.GetProperty(part, "type").ValueKind == JsonValueKind.String
        && JsonText.GetProperty(part, "text").ValueKind == JsonValueKind.String;
}
