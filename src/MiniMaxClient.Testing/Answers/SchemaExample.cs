using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>The smallest value that fits a JSON schema: what is required, filled by type.</summary>
internal static class SchemaExample
{
    public static string Of(JsonElement schema) => Json.Text(writer => Write(writer, schema));

    private static void Write(Utf8JsonWriter writer, JsonElement schema)
    {
        if (TryGet(schema, "const", out JsonElement only) || TryGet(schema, "default", out only))
            only.WriteTo(writer);
        else if (TryGet(schema, "enum", out JsonElement choices) && choices.GetArrayLength() > 0)
            choices[0].WriteTo(writer);
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
            case "integer" or "number" when TryGet(schema, "minimum", out JsonElement minimum):
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
        int count = TryGet(schema, "minItems", out JsonElement least) ? least.GetInt32() : 0;
        writer.WriteStartArray();
        for (int i = 0; i < count; i++)
            Write(writer, TryGet(schema, "items", out JsonElement item) ? item : default);
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject();
        if (TryGet(schema, "required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                writer.WritePropertyName(name.GetString()!);
                JsonElement value = default;
                if (TryGet(schema, "properties", out JsonElement properties))
                    TryGet(properties, name.GetString()!, out value);
                Write(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    // "type" may be a list, as ["string","null"] for an optional value; its first entry is the type itself.
    private static string? TypeOf(JsonElement schema)
    {
        if (!TryGet(schema, "type", out JsonElement type))
            return null;
        return type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString();
    }

    private static bool TryGet(JsonElement schema, string name, out JsonElement value)
    {
        value = default;
        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out value);
    }
}
