using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The form that the answer must have.</summary>
/// <remarks>
/// MiniMax itself was measured to ignore it on M2.7 with HTTP 200; whether a reseller enforces it is not known.
/// </remarks>
[GeneratedJson]
public sealed partial record ResponseFormat : SchemaObject
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
}

/// <summary>A schema that the answer must fit.</summary>
[GeneratedJson]
public sealed partial record JsonSchemaFormat : SchemaObject
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
}
