using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>What an answer has beyond its contents, kept on its message so that it goes back as it came.</summary>
/// <remarks>
/// The patch holds those properties of the message that its contents do not give: the white space around think tags, the details'
/// own JSON, the host's extras. It fits one content only, which it knows by a hash, and serializes with the message.
/// </remarks>
internal static class ReplayPatch
{
    public const string Key = "minimax_replay";

    private const string Target = "of";
    private const string Set = "set";
    private const string Drop = "drop";

    /// <summary>The difference; null when the contents say it all.</summary>
    public static JsonElement? Of(AssistantMessage came, AssistantMessage said)
    {
        JsonElement want = CompactJson.Element(came), have = CompactJson.Element(said);
        JsonProperty[] set = [.. want.EnumerateObject().Where(property => !Has(have, property))];
        JsonProperty[] drop = [.. have.EnumerateObject().Where(property => !want.TryGetProperty(property.Name, out _))];
        if (set.Length == 0 && drop.Length == 0)
            return null;
        return JsonElement.Parse(JsonText.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteString(Target, Hash(have));
            json.WriteStartObject(Set);
            foreach (JsonProperty property in set)
                Write(json, property);
            json.WriteEndObject();
            json.WriteStartArray(Drop);
            foreach (JsonProperty property in drop)
                json.WriteStringValue(property.Name);
            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }

    /// <summary>The message as it came; null when there is no patch, or none that fits what is said.</summary>
    public static AssistantMessage? Apply(AdditionalPropertiesDictionary? properties, AssistantMessage said)
    {
        if (properties?.TryGetValue(Key, out object? value) != true
            || value is not JsonElement { ValueKind: JsonValueKind.Object } patch
            || !patch.TryGetProperty(Set, out JsonElement set) || set.ValueKind != JsonValueKind.Object
            || !patch.TryGetProperty(Drop, out JsonElement drop) || drop.ValueKind != JsonValueKind.Array)
            return null;
        JsonElement have = CompactJson.Element(said);
        if (!patch.TryGetProperty(Target, out JsonElement target) || !Is(target, Hash(have)))
            return null;
        byte[] whole = JsonText.Bytes(json =>
        {
            json.WriteStartObject();
            foreach (JsonProperty property in have.EnumerateObject())
            {
                bool isReplaced = set.TryGetProperty(property.Name, out _);
                if (!isReplaced && !drop.EnumerateArray().Any(name => Is(name, property.Name)))
                    Write(json, property);
            }

            foreach (JsonProperty property in set.EnumerateObject())
                Write(json, property);
            json.WriteEndObject();
        });
        var reader = new Utf8JsonReader(whole, WireFormat.ReaderOptions);
        reader.Read();
        return AssistantMessage.Read(ref reader);
    }

    /// <summary>The wire's name of the speaker, which no content has; null when there is none.</summary>
    public static string? FindName(AdditionalPropertiesDictionary? properties) =>
        properties?.TryGetValue(Key, out object? value) == true && value is JsonElement { ValueKind: JsonValueKind.Object } patch
        && patch.TryGetProperty(Set, out JsonElement set) && set.ValueKind == JsonValueKind.Object
        && set.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? JsonText.Read(name)
            : null;

    private static bool Is(JsonElement value, string text) => value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    private static bool Has(JsonElement have, JsonProperty property) =>
        have.TryGetProperty(property.Name, out JsonElement value)
        && JsonText.Utf8(value).SequenceEqual(JsonText.Utf8(property.Value));

    private static void Write(Utf8JsonWriter json, JsonProperty property)
    {
        json.WritePropertyName(property.Name);
        JsonText.Write(json, property.Value);
    }

    // FNV-1a: it tells whether a text was changed, and nobody gains by forging one.
    private static string Hash(JsonElement json)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in JsonText.Utf8(json))
            hash = unchecked((hash ^ one) * 1099511628211);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
