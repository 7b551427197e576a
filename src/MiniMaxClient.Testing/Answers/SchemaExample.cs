using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>The smallest value that fits a JSON schema: what is required, filled by type, format and bounds.</summary>
/// <remarks>A <c>pattern</c> is not obeyed.</remarks>
internal static class SchemaExample
{
    private static readonly Dictionary<string, string> Formats = new()
    {
        ["date"] = "2026-11-30",
        ["date-time"] = "2026-11-30T12:00:00Z",
        ["time"] = "12:00:00",
        ["uuid"] = "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        ["uri"] = "https://example.com/",
        ["email"] = "user@example.com",
    };

    public static string Of(JsonElement schema) => Json.Text(writer => Write(writer, schema));

    private static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        JsonElement? value = schema.Part("const") ?? schema.Part("default")
            ?? schema.List("enum").Select(choice => (JsonElement?)choice).FirstOrDefault();
        if (value is { } only)
            only.WriteTo(writer);
        else
            WriteByType(writer, schema, TypeOf(schema));
    }

    private static void WriteByType(Utf8JsonWriter writer, JsonElement schema, string? type)
    {
        switch (type)
        {
            case "string":
                writer.WriteStringValue(TextFor(schema));
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

    private static string TextFor(JsonElement schema)
    {
        if (schema.Text("format") is { } format && Formats.TryGetValue(format, out string? example))
            return example;
        string text = "text".PadRight(schema.Number("minLength") ?? 0, 'x');
        return text[..Math.Min(text.Length, schema.Number("maxLength") ?? text.Length)];
    }

    private static void WriteNumber(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.Part("minimum") is { ValueKind: JsonValueKind.Number } minimum)
            minimum.WriteTo(writer);
        else if (Bound(schema, "exclusiveMinimum") is { } above)
            writer.WriteNumberValue(above + 1);
        else if (Bound(schema, "maximum") is { } most)
            writer.WriteNumberValue(Math.Min(1, most));
        else if (Bound(schema, "exclusiveMaximum") is { } below)
            writer.WriteNumberValue(Math.Min(1, below - 1));
        else
            writer.WriteNumberValue(1);
    }

    private static double? Bound(JsonElement schema, string name) =>
        schema.Part(name) is { ValueKind: JsonValueKind.Number } bound ? bound.GetDouble() : null;

    private static void WriteArray(Utf8JsonWriter writer, JsonElement schema)
    {
        int count = schema.Number("minItems") ?? 0;
        writer.WriteStartArray();
        for (int i = 0; i < count; i++)
            Write(writer, schema.Part("items") ?? default);
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        foreach (JsonElement name in schema.List("required").Where(name => name.ValueKind == JsonValueKind.String))
        {
            writer.WritePropertyName(name.GetString()!);
            Write(writer, schema.Part("properties")?.Part(name.GetString()!) ?? default);
        }

        writer.WriteEndObject();
    }

    // "type" may be a list, as ["string","null"] for an optional value; its first entry is the type itself.
    private static string? TypeOf(JsonElement schema) =>
        schema.Text("type") ?? schema.List("type").FirstOrDefault() switch
        {
            { ValueKind: JsonValueKind.String } first => first.GetString(),
            _ => null,
        };
}
