using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Converts a value to the spelling of its schema without changing its meaning.</summary>
/// <remarks>
/// A property name or a string constant (<c>enum</c>, <c>const</c>) that differs from exactly one in the schema by casing alone
/// gets the schema's spelling, and an integer written as <c>7.0</c> or <c>"7"</c> where only integers are allowed is converted.
/// Null for a property that is neither required nor nullable is omitted. Nothing is added: a missing member stays missing.
/// </remarks>
internal static class StructuredOutputNormalizer
{
    /// <summary>Converts a value to the spelling of the schema.</summary>
    public static JsonElement NormalizeOutput(JsonElement schema, JsonElement value)
    {
        try
        {
            return JsonElement.Parse(
                JsonText.WriteToBytes(json => WriteNormalized(json, ApplicableSchemas.ForRoot(schema), value)));
        }
        catch (InvalidOperationException)
        {
            // A name or a text with an unpaired surrogate.
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
        Dictionary<string, int> counts = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in value.EnumerateObject())
            counts[property.Name] = counts.TryGetValue(property.Name, out int count) ? count + 1 : 1;
        Dictionary<string, ApplicableSchemas> properties = new(StringComparer.Ordinal);
        json.WriteStartObject();
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = counts[property.Name] == 1 && known[property.Name].Count() == 1
                ? known[property.Name].First()
                : property.Name;
            if (!properties.TryGetValue(name, out ApplicableSchemas? propertySchemas))
                properties[name] = propertySchemas = schemas.ForProperty(name);
            if (property.Value.ValueKind == JsonValueKind.Null && CanOmitNull(schemas, name, propertySchemas))
                continue;
            json.WritePropertyName(name);
            WriteNormalized(json, propertySchemas, property.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>Whether null counts as absent, consistent with <see cref="JsonSchemaValidator"/>.</summary>
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

        string[] matches =
        [
            .. schemas.AllowedValues.Where(static one => one.ValueKind == JsonValueKind.String)
                .Select(static one => one.GetString()!).Distinct()
                .Where(one => one.Equals(text, StringComparison.OrdinalIgnoreCase)),
        ];
        if (matches.Length == 1)
            json.WriteStringValue(matches[0]);
        else
            JsonText.WriteValue(json, value);
    }

    /// <summary>The integer value of a number where only integers are allowed; null otherwise.</summary>
    private static decimal? FindInteger(ApplicableSchemas schemas, string number) =>
        schemas.Types.Contains("integer") && !schemas.Types.Contains("number")
        && IntegerParser.TryParse(number, out decimal integer)
            ? decimal.Truncate(integer)
            : null;
}
