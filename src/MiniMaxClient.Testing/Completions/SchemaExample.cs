using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Creates the smallest value that conforms to the types, formats and bounds of a JSON schema.</summary>
/// <remarks><c>pattern</c> is ignored.</remarks>
internal static class SchemaExample
{
    private static readonly Dictionary<string, string> ExamplesByFormat = new()
    {
        ["date"] = "2026-11-30",
        ["date-time"] = "2026-11-30T12:00:00Z",
        ["time"] = "12:00:00",
        ["uuid"] = "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        ["uri"] = "https://example.com/",
        ["email"] = "user@example.com",
    };

    // Bounds of a schema can be any number.
    private const int MaxLength = 1_000;

    public static string CreateExample(JsonElement schema) => Json.WriteText(writer => WriteValue(writer, schema));

    private static void WriteValue(Utf8JsonWriter writer, JsonElement schema)
    {
        JsonElement? value = schema.GetPropertyOrNull("const")
            ?? schema.GetPropertyOrNull("default")
            ?? schema.EnumerateArrayOrEmpty("enum").Select(item => (JsonElement?)item).FirstOrDefault();
        if (value is { } constant)
            constant.WriteTo(writer);
        else
            WriteByType(writer, schema, GetSchemaType(schema));
    }

    private static void WriteByType(Utf8JsonWriter writer, JsonElement schema, string? type)
    {
        switch (type)
        {
            case "string":
                writer.WriteStringValue(CreateString(schema));
                break;
            case "integer" or "number":
                WriteNumber(writer, schema);
                break;
            case "boolean":
                writer.WriteBooleanValue(true);
                break;
            case "array":
                WriteArray(writer, schema);
                break;
            case "null":
                writer.WriteNullValue();
                break;
            default:
                WriteObject(writer, schema);
                break;
        }
    }

    private static string CreateString(JsonElement schema)
    {
        if (schema.GetStringOrNull("format") is { } format && ExamplesByFormat.TryGetValue(format, out string? example))
            return example;
        string text = "text".PadRight(Math.Min(schema.GetInt32OrNull("minLength") ?? 0, MaxLength), 'x');
        return text[..Math.Min(text.Length, schema.GetInt32OrNull("maxLength") ?? text.Length)];
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.GetPropertyOrNull("minimum") is { ValueKind: JsonValueKind.Number } minimum)
            minimum.WriteTo(writer);
        else if (GetBound(schema, "exclusiveMinimum") is { } exclusiveMinimum)
            writer.WriteNumberValue(exclusiveMinimum + 1);
        else if (GetBound(schema, "maximum") is { } maximum)
            writer.WriteNumberValue(Math.Min(1, maximum));
        else if (GetBound(schema, "exclusiveMaximum") is { } exclusiveMaximum)
            writer.WriteNumberValue(Math.Min(1, exclusiveMaximum - 1));
        else
            writer.WriteNumberValue(1);
    }

    private static double? GetBound(JsonElement schema, string name) =>
        schema.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.Number } bound ? bound.GetDouble() : null;

    private static void WriteArray(Utf8JsonWriter writer, JsonElement schema)
    {
        int count = Math.Min(schema.GetInt32OrNull("minItems") ?? 0, MaxLength);
        writer.WriteStartArray();
        for (int i = 0; i < count; i++)
            WriteValue(writer, schema.GetPropertyOrNull("items") ?? default);
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        foreach (JsonElement name in schema.EnumerateArrayOrEmpty("required")
            .Where(name => name.ValueKind == JsonValueKind.String))
        {
            writer.WritePropertyName(name.GetString()!);
            WriteValue(writer, schema.GetPropertyOrNull("properties")?.GetPropertyOrNull(name.GetString()!) ?? default);
        }

        writer.WriteEndObject();
    }

    // "type" can be a list, such as ["string","null"] for an optional value; the first item is used.
    private static string? GetSchemaType(JsonElement schema) =>
        schema.GetStringOrNull("type") ?? schema.EnumerateArrayOrEmpty("type").FirstOrDefault() switch
        {
            { ValueKind: JsonValueKind.String } first => first.GetString(),
            _ => null,
        };
}
