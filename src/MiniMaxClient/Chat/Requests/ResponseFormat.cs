using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The required format of the response.</summary>
/// <remarks>
/// MiniMax itself was measured to ignore it on M2.7 with HTTP 200; it is unknown whether resellers enforce it. The derived types
/// are <see cref="TextResponseFormat"/>, <see cref="JsonObjectResponseFormat"/>, <see cref="JsonSchemaResponseFormat"/> and, for
/// any type that the schema does not define, <see cref="UnknownResponseFormat"/>.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record ResponseFormat : SchemaObject
{
    private protected ResponseFormat()
    {
    }

    /// <summary>Plain text. This is the default.</summary>
    public static ResponseFormat Text { get; } = new TextResponseFormat();

    /// <summary>Any JSON object.</summary>
    public static ResponseFormat JsonObject { get; } = new JsonObjectResponseFormat();

    /// <summary>The type as it appears on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>Creates a format for JSON that conforms to a schema.</summary>
    /// <param name="name">The name of the schema: at most 64 characters from <c>a-z A-Z 0-9 _ -</c>.</param>
    /// <param name="schema">The JSON Schema.</param>
    /// <param name="strict">Whether the provider should enforce the schema.</param>
    public static JsonSchemaResponseFormat ForSchema(string name, JsonElement schema, bool? strict = null) =>
        new() { JsonSchema = new() { Name = name, Schema = schema, Strict = strict } };
}

/// <summary>Plain text.</summary>
[GeneratedJson(Case = "text")]
public sealed partial record TextResponseFormat : ResponseFormat;

/// <summary>Any JSON object.</summary>
[GeneratedJson(Case = "json_object")]
public sealed partial record JsonObjectResponseFormat : ResponseFormat;

/// <summary>JSON that conforms to a schema.</summary>
[GeneratedJson(Case = "json_schema")]
public sealed partial record JsonSchemaResponseFormat : ResponseFormat
{
    /// <summary>The schema.</summary>
    public required JsonSchemaFormat JsonSchema { get; init; }
}

/// <summary>A format of a type that the schema does not define; its properties are the additional properties.</summary>
[GeneratedJson]
public sealed partial record UnknownResponseFormat : ResponseFormat
{
    /// <summary>Initializes a new instance of the <see cref="UnknownResponseFormat"/> class.</summary>
    /// <param name="type">The type as it appears on the wire.</param>
    public UnknownResponseFormat(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }
}

/// <summary>A schema that the response must conform to.</summary>
[GeneratedJson]
public sealed partial record JsonSchemaFormat : SchemaObject
{
    /// <summary>The name of the schema: at most 64 characters from <c>a-z A-Z 0-9 _ -</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The purpose of the response.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema.</summary>
    /// <remarks>The element is cloned, so its document can be disposed.</remarks>
    public JsonElement? Schema
    {
        get;
        init => field = value is { ValueKind: not JsonValueKind.Undefined } schema ? schema.Clone() : null;
    }

    /// <summary>Whether the provider should enforce the schema.</summary>
    public bool? Strict { get; init; }
}
