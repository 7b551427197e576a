using System.Text.Json;

namespace MiniMaxClient;

/// <summary>
/// A part of a message's content that holds reasoning: <c>{"type":"thinking","thinking":[{"type":"text","text":"…"}]}</c>
/// (Mistral), or with one string (Anthropic).
/// </summary>
internal static class ThinkingPart
{
    private const string Name = "thinking";

    /// <summary>Creates the part in Mistral's form.</summary>
    public static UnknownPart Create(string text)
    {
        JsonElement texts = JsonElement.Parse(JsonText.Bytes(json =>
        {
            json.WriteStartArray();
            ContentPart.FromText(text).Write(json);
            json.WriteEndArray();
        }));
        return new(Name) { AdditionalProperties = new Dictionary<string, JsonElement> { [Name] = texts } };
    }

    /// <summary>Gets the reasoning of a part; null for a part of another type.</summary>
    public static string? TryGetText(ContentPart part)
    {
        if (part is not UnknownPart { Type: Name } || !part.AdditionalProperties.TryGetValue(Name, out JsonElement thinking))
            return null;
        if (thinking.ValueKind == JsonValueKind.String)
            return JsonText.Read(thinking);
        if (thinking.ValueKind != JsonValueKind.Array)
            return null;
        return string.Concat(thinking.EnumerateArray().Select(static one =>
            one.ValueKind == JsonValueKind.Object && one.TryGetProperty("text", out JsonElement text)
            && text.ValueKind == JsonValueKind.String ? JsonText.Read(text) : ""));
    }

    /// <summary>Gets the reasoning of all parts; empty for none.</summary>
    public static string TextOf(IReadOnlyList<ContentPart>? parts) =>
        parts is null ? "" : string.Concat(parts.Select(TryGetText));
}
