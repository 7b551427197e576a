using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A function that the model may call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FunctionDefinition>))]
public sealed record FunctionDefinition : SchemaObject
{
    /// <summary>The name: 1 to 64 of <c>a-z A-Z 0-9 _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the function does, for the model to read.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema of the arguments.</summary>
    /// <remarks>
    /// It is copied, so the document that it comes from may be disposed of. A function without one is sent with the schema of an
    /// object without properties.
    /// </remarks>
    public JsonElement? Parameters
    {
        get;
        init => field = value is { ValueKind: not JsonValueKind.Undefined } some ? some.Clone() : null;
    }

    /// <summary>Whether the provider is to make the arguments fit the schema.</summary>
    public bool? Strict { get; init; }

    internal static FunctionDefinition? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, description = null;
        JsonElement? parameters = null;
        bool? strict = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "name"u8, ref name)
                || rest.String(ref json, "description"u8, ref description)
                || rest.Element(ref json, "parameters"u8, ref parameters)
                || rest.Boolean(ref json, "strict"u8, ref strict)))
                rest.Keep(ref json);
        }

        return new FunctionDefinition
        {
            Name = name ?? "",
            Description = description,
            Parameters = parameters,
            Strict = strict,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("description"u8, Description);
        json.Property("parameters"u8, Parameters);
        json.Property("strict"u8, Strict);
    }
}
