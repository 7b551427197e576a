using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The required format of the response.</summary>
/// <remarks>MiniMax itself was measured to ignore it on M2.7 with HTTP 200; it is unknown whether resellers enforce it.</remarks>
[GeneratedJson]
public sealed partial record ResponseFormat : SchemaObject
{
    /// <summary>The type of the format: <c>text</c>, <c>json_object</c> or <c>json_schema</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The schema; only for <c>json_schema</c>.</summary>
    public JsonSchemaFormat? JsonSchema { get; init; }

    /// <summary>Plain text. This is the default.</summary>
    public static ResponseFormat Text { get; } = new() { Type = "text" };

    /// <summary>Any JSON object.</summary>
    public static ResponseFormat JsonObject { get; } = new() { Type = "json_object" };

    /// <summary>Creates a format for JSON that conforms to a schema.</summary>
    /// <param name="name">The name of the schema: at most 64 characters from <c>a-z A-Z 0-9 _ -</c>.</param>
    /// <param name="schema">The JSON Schema.</param>
    /// <param name="strict">Whether the provider should enforce the schema.</param>
    public static ResponseFormat ForSchema(string name, JsonElement schema, bool? strict = null) =>
        new() { Type = "json_schema", JsonSchema = new() { Name = name, Schema = schema, Strict = strict } };
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
        init => field = value is { ValueKind: not JsonValueKind.Undefined } some ? some.Clone() : null;
    }

    /// <summary>Whether the provider should enforce the schema.</summary>
    public bool? Strict { get; init; }
}
