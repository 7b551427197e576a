using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A schema that the answer must fit.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<JsonSchemaFormat>))]
public sealed record JsonSchemaFormat : SchemaObject
{
    /// <summary>The name of the schema: at most 64 of <c>a-z A-Z 0-9 _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the answer is for.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema.</summary>
    /// <remarks>It is copied, so the document that it comes from may be disposed of.</remarks>
    public JsonElement? Schema
    {
        get;
        init => field = value is { ValueKind: not JsonValueKind.Undefined } some ? some.Clone() : null;
    }

    /// <summary>Whether the provider is to enforce the schema.</summary>
    public bool? Strict { get; init; }

    internal static JsonSchemaFormat? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, description = null;
        JsonElement? schema = null;
        bool? strict = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "name"u8, ref name)
                || rest.String(ref json, "description"u8, ref description)
                || rest.Element(ref json, "schema"u8, ref schema)
                || rest.Boolean(ref json, "strict"u8, ref strict)))
                rest.Keep(ref json);
        }

        return new JsonSchemaFormat
        {
            Name = name ?? "",
            Description = description,
            Schema = schema,
            Strict = strict,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("description"u8, Description);
        json.Property("schema"u8, Schema);
        json.Property("strict"u8, Strict);
    }
}
