using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The form that the answer must have.</summary>
/// <remarks>
/// MiniMax itself was measured to ignore it on M2.7 with HTTP 200; whether a reseller enforces it is not known.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ResponseFormat>))]
public sealed record ResponseFormat : SchemaObject
{
    /// <summary><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The schema; only with <c>json_schema</c>.</summary>
    public JsonSchemaFormat? JsonSchema { get; init; }

    /// <summary>Plain text, which is the default.</summary>
    public static ResponseFormat Text { get; } = new() { Type = "text" };

    /// <summary>Any JSON object.</summary>
    public static ResponseFormat JsonObject { get; } = new() { Type = "json_object" };

    /// <summary>JSON that fits a schema.</summary>
    /// <param name="name">The name of the schema: at most 64 of <c>a-z A-Z 0-9 _ -</c>.</param>
    /// <param name="schema">The JSON Schema.</param>
    /// <param name="strict">Whether the provider is to enforce the schema.</param>
    public static ResponseFormat ForSchema(string name, JsonElement schema, bool? strict = null) =>
        new() { Type = "json_schema", JsonSchema = new() { Name = name, Schema = schema, Strict = strict } };

    internal static ResponseFormat? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        JsonSchemaFormat? jsonSchema = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.Value(ref json, "json_schema"u8, ref jsonSchema, JsonSchemaFormat.Read)))
                rest.Keep(ref json);
        }

        return new ResponseFormat
        {
            Type = type ?? "",
            JsonSchema = jsonSchema,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("json_schema"u8, JsonSchema);
    }
}
