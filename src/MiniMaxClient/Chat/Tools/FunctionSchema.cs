using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient;

/// <summary>Makes the schema of a function's parameters one that every provider takes.</summary>
internal static class FunctionSchema
{
    // What strict schemas are in OpenAI's structured outputs: closed objects, all of whose properties are required.
    private static readonly AIJsonSchemaTransformOptions Strict = new()
    {
        ConvertBooleanSchemas = true,
        DisallowAdditionalProperties = true,
        RequireAllProperties = true,
        MoveDefaultKeywordToDescription = true,
    };

    /// <summary>The schema; one that says nothing, of a function without parameters, becomes that of an empty object.</summary>
    public static JsonElement Of(JsonElement schema, bool strict)
    {
        JsonElement known = schema.ValueKind == JsonValueKind.Object && schema.EnumerateObject().Any() ? schema : Empty;
        return strict ? AIJsonUtilities.TransformSchema(known, Strict) : known;
    }

    private static JsonElement Empty { get; } = JsonElement.Parse("""{"type":"object","properties":{}}""");
}
