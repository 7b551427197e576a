using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Writes a value as its schema spells it, where the meaning is the same.</summary>
/// <remarks>
/// The rule: a property name or a string constant (<c>enum</c>, <c>const</c>) that differs from exactly one of the schema's in
/// casing alone gets the schema's spelling, and a whole number such as <c>7.0</c> or <c>"7"</c> where only integers are allowed
/// becomes that integer. Null for a property that is not required and may not be null is left out. Nothing is added, so that a
/// missing member stays missing.
/// </remarks>
internal static class StructuredOutputNormalizer
{
    /// <summary>The value with the spelling of the schema.</summary>
    public static JsonElement NormalizeOutput(JsonElement schema, JsonElement value)
    {
        try
        {
            return JsonElement.Parse(
                JsonText.WriteToBytes(json => WriteNormalized(json, ApplicableSchemas.ForRoot(schema), value)));
        }
        catch (InvalidOperationException)
        {
            // A name or a text with half of a surrogate pair in it.
            return value;
        }
    }

    private static void WriteNormalized(Utf8JsonWriter json, ApplicableSchemas schemas, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(json, schemas, value);
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                ApplicableSchemas items = schemas.ForItems();
                foreach (JsonElement item in value.EnumerateArray())
                    WriteNormalized(json, items, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.Number when FindInteger(schemas, JsonText.GetRawText(value)) is { } integer:
                json.WriteNumberValue(integer);
                break;
            case JsonValueKind.String:
                WriteString(json, schemas, value);
                break;
            default:
                JsonText.WriteValue(json, value);
                break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, ApplicableSchemas schemas, JsonElement value)
    {
        ILookup<string, string> known = schemas.PropertyNames.Distinct().ToLookup(
            static name => name, StringComparer.OrdinalIgnoreCase);
        Dictionary<string, int> uses = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in value.EnumerateObject())
            uses[property.Name] = uses.TryGetValue(property.Name, out int count) ? count + 1 : 1;
        Dictionary<string, ApplicableSchemas> properties = new(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = uses[property.Name] == 1 && known[property.Name].Count() == 1
                ? known[property.Name].First()
                : property.Name;
            if (!properties.TryGetValue(name, out ApplicableSchemas? own))
                properties[name] = own = schemas.ForProperty(name);
            if (property.Value.ValueKind == JsonValueKind.Null && CanOmitNull(schemas, name, own))
                continue;
            json.WritePropertyName(name);
            WriteNormalized(json, own, property.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>Whether null means that the property is absent, as the schema check has it.</summary>
    private static bool CanOmitNull(ApplicableSchemas schemas, string name, ApplicableSchemas property) =>
        property.Types.Any() && !property.IsNullAllowed && !schemas.RequiredNames.Contains(name)
        && property.AllowedValues.All(static one => one.ValueKind != JsonValueKind.Null);

    private static void WriteString(Utf8JsonWriter json, ApplicableSchemas schemas, JsonElement value)
    {
        string text = value.GetString()!;
        if (!schemas.Types.Contains("string") && FindInteger(schemas, text) is { } integer)
        {
            json.WriteNumberValue(integer);
            return;
        }

        string[] same =
        [
            .. schemas.AllowedValues.Where(static one => one.ValueKind == JsonValueKind.String)
                .Select(static one => one.GetString()!).Distinct()
                .Where(one => one.Equals(text, StringComparison.OrdinalIgnoreCase)),
        ];
        if (same.Length == 1)
            json.WriteStringValue(same[0]);
        else
            JsonText.WriteValue(json, value);
    }

    /// <summary>The integer that a number is, where only integers are allowed; null for any other number.</summary>
    private static decimal? FindInteger(ApplicableSchemas schemas, string number) =>
        schemas.Types.Contains("integer") && !schemas.Types.Contains("number")
        && IntegerParser.TryParse(number, out decimal whole)
            ? decimal.Truncate(whole)
            : null;
}
