using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>What an answer has beyond its contents, kept on its message so that it goes back as it came.</summary>
/// <remarks>
/// The patch holds those properties of the message that its contents do not give: the white space around think tags, the details'
/// own JSON, the host's extras. It fits one content only, which it knows by a hash, and serializes with the message.
/// </remarks>
internal static class AssistantMessagePatch
{
    public const string PropertyKey = "minimax_replay";

    private const string ContentHashKey = "of";
    private const string SetKey = "set";
    private const string RemoveKey = "drop";

    /// <summary>The difference; null when the contents say it all.</summary>
    public static JsonElement? CreatePatch(AssistantMessage original, AssistantMessage current)
    {
        JsonElement want = CompactJsonSerializer.SerializeToElement(original), have =
            CompactJsonSerializer.SerializeToElement(current);
        JsonProperty[] set = [.. want.EnumerateObject().Where(property => !ContainsSameProperty(have, property))];
        JsonProperty[] drop = [.. have.EnumerateObject().Where(property => !want.TryGetProperty(property.Name, out _))];
        if (set.Length == 0 && drop.Length == 0)
            return null;
        return JsonElement.Parse(JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            json.WriteString(ContentHashKey, ComputeHash(have));
            json.WriteStartObject(SetKey);
            foreach (JsonProperty property in set)
                WriteProperty(json, property);
            json.WriteEndObject();
            json.WriteStartArray(RemoveKey);
            foreach (JsonProperty property in drop)
                json.WriteStringValue(property.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>The message as it came; null when there is no patch, or none that fits what is said.</summary>
    public static AssistantMessage? ApplyPatch(AdditionalPropertiesDictionary? properties, AssistantMessage current)
    {
        if (properties?.TryGetValue(PropertyKey, out object? value) != true
            || value is not JsonElement { ValueKind: JsonValueKind.Object } patch
            || !patch.TryGetProperty(SetKey, out JsonElement set) || set.ValueKind != JsonValueKind.Object
            || !patch.TryGetProperty(RemoveKey, out JsonElement drop) || drop.ValueKind != JsonValueKind.Array)
            return null;
        JsonElement have = CompactJsonSerializer.SerializeToElement(current);
        if (!patch.TryGetProperty(ContentHashKey, out JsonElement target) || !EqualsText(target, ComputeHash(have)))
            return null;
        byte[] whole = JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            foreach (JsonProperty property in have.EnumerateObject())
            {
                bool isReplaced = set.TryGetProperty(property.Name, out _);
                if (!isReplaced && !drop.EnumerateArray().Any(name => EqualsText(name, property.Name)))
                    WriteProperty(json, property);
            }

            foreach (JsonProperty property in set.EnumerateObject())
                WriteProperty(json, property);
            json.WriteEndObject();
        });
        var reader = new Utf8JsonReader(whole, WireFormat.ReaderOptions);
        reader.Read();
        return AssistantMessage.Read(ref reader);
    }

    /// <summary>The wire's name of the speaker, which no content has; null when there is none.</summary>
    public static string? FindAuthorName(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(PropertyKey, out object? value) == true
            && value is JsonElement { ValueKind: JsonValueKind.Object } patch
        && patch.TryGetProperty(SetKey, out JsonElement set) && set.ValueKind == JsonValueKind.Object
        && set.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? JsonText.ReadString(name)
            : null;

    private static bool EqualsText(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static bool ContainsSameProperty(JsonElement message, JsonProperty property) =>
        message.TryGetProperty(property.Name, out JsonElement value)
        && JsonText.GetRawUtf8(value).SequenceEqual(JsonText.GetRawUtf8(property.Value));

    private static void WriteProperty(Utf8JsonWriter json, JsonProperty property)
    {
        json.WritePropertyName(property.Name);
        JsonText.WriteValue(json, property.Value);
    }

    // FNV-1a: it tells whether a text was changed, and nobody gains by forging one.
    private static string ComputeHash(JsonElement json)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in JsonText.GetRawUtf8(json))
            hash = unchecked((hash ^ one) * 1099511628211);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
