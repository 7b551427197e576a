using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace MiniMaxClient;

/// <summary>Makes the schema of a function's parameters one that every provider takes.</summary>
internal static class FunctionSchema
{
    // A property that may be anything has the schema "true", which hosts that look for its type fail on.
    private static readonly AIJsonSchemaTransformOptions Loose = new() { ConvertBooleanSchemas = true };

    // What strict schemas are in OpenAI's structured outputs: closed objects, all of whose properties are required.
    private static readonly AIJsonSchemaTransformOptions Strict = new()
    {
        ConvertBooleanSchemas = true,
        DisallowAdditionalProperties = true,
        RequireAllProperties = true,
        MoveDefaultKeywordToDescription = true,
    };

    /// <summary>The schema, which names a type and properties also where a function has no parameters.</summary>
    public static JsonElement Of(JsonElement schema, bool strict)
    {
        JsonElement known = schema.ValueKind == JsonValueKind.Object ? schema : Empty;
        if (!known.TryGetProperty("type", out _) || !known.TryGetProperty("properties", out _))
            known = Complete(known);
        return AIJsonUtilities.TransformSchema(known, strict ? Strict : Loose);
    }

    /// <summary>What a function says of itself, by the names that Microsoft.Extensions.AI has for it; null for nothing.</summary>
    public static bool? IsStrict(AIFunctionDeclaration function) =>
        (function.AdditionalProperties.TryGetValue("strict", out object? strict)
            || function.AdditionalProperties.TryGetValue("strictJsonSchema", out strict))
            ? strict as bool?
            : null;

    private static JsonElement Complete(JsonElement schema)
    {
        JsonObject complete = JsonObject.Create(schema)!;
        complete.TryAdd("type", "object");
        complete.TryAdd("properties", new JsonObject());
        return JsonElement.Parse(complete.ToJsonString());
    }

    private static JsonElement Empty { get; } = JsonElement.Parse("""{"type":"object","properties":{}}""");
}
