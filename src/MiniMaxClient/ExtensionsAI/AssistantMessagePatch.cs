using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>
/// The properties of a response that its contents do not represent, stored on its message for the next request.
/// </summary>
/// <remarks>
/// The patch contains, for example, the white space around think tags, the JSON of reasoning details and additional properties of
/// the host. It applies to one content only, identified by a hash, and is serialized with the message. A message that its
/// contents represent completely has an empty patch: a name that a framework gives to its author later is not sent with it.
/// </remarks>
internal static class AssistantMessagePatch
{
    public const string PropertyKey = "minimax_replay";

    private const string ContentHashKey = "of";
    private const string SetKey = "set";
    private const string RemoveKey = "drop";

    /// <summary>Creates the patch.</summary>
    public static JsonElement CreatePatch(AssistantMessage original, AssistantMessage current)
    {
        JsonElement target = CompactJsonSerializer.SerializeToElement(original);
        JsonElement source = CompactJsonSerializer.SerializeToElement(current);
        JsonProperty[] set = [.. target.EnumerateObject().Where(property => !ContainsSameProperty(source, property))];
        JsonProperty[] remove = [.. source.EnumerateObject().Where(property => !target.TryGetProperty(property.Name, out _))];
        return JsonElement.Parse(JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            json.WriteString(ContentHashKey, ComputeHash(source));
            json.WriteStartObject(SetKey);
            foreach (JsonProperty property in set)
                WriteProperty(json, property);
            json.WriteEndObject();
            json.WriteStartArray(RemoveKey);
            foreach (JsonProperty property in remove)
                json.WriteStringValue(property.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>Restores the original message; null if there is no patch for the current contents.</summary>
    public static AssistantMessage? ApplyPatch(AdditionalPropertiesDictionary? properties, AssistantMessage current)
    {
        if (properties?.TryGetValue(PropertyKey, out object? value) != true
            || value is not JsonElement { ValueKind: JsonValueKind.Object } patch
            || !patch.TryGetProperty(SetKey, out JsonElement set) || set.ValueKind != JsonValueKind.Object
            || !patch.TryGetProperty(RemoveKey, out JsonElement remove) || remove.ValueKind != JsonValueKind.Array)
            return null;
        JsonElement source = CompactJsonSerializer.SerializeToElement(current);
        if (!patch.TryGetProperty(ContentHashKey, out JsonElement hash) || !EqualsText(hash, ComputeHash(source)))
            return null;
        byte[] restored = JsonText.WriteToBytes(json =>
        {
            json.WriteStartObject();
            foreach (JsonProperty property in source.EnumerateObject())
            {
                bool isReplaced = set.TryGetProperty(property.Name, out _);
                if (!isReplaced && !remove.EnumerateArray().Any(name => EqualsText(name, property.Name)))
                    WriteProperty(json, property);
            }

            foreach (JsonProperty property in set.EnumerateObject())
                WriteProperty(json, property);
            json.WriteEndObject();
        });
        var reader = new Utf8JsonReader(restored, JsonSettings.ReaderOptions);
        reader.Read();
        return AssistantMessage.Read(ref reader);
    }

    /// <summary>Finds the <c>name</c> of the original message, which no content represents; null if there is none.</summary>
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

    // FNV-1a: detects changes; it need not resist forgery.
    private static string ComputeHash(JsonElement json)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in JsonText.GetRawUtf8(json))
            hash = unchecked((hash ^ one) * 1099511628211);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
