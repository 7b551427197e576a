using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>The smallest value that fits a JSON schema: what is required, filled by type.</summary>
internal static class SchemaExample
{
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
                writer.WriteStringValue("text");
                break;
            case "integer" or "number" when schema.Part("minimum") is { } minimum:
                minimum.WriteTo(writer);
                break;
            case "integer" or "number":
                writer.WriteNumberValue(1);
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
