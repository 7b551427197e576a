using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts the schema of a function's parameters to a form that every provider supports.</summary>
internal static class FunctionSchemaConverter
{
    // A property without restrictions has the schema "true"; hosts that read its type fail on it.
    private static readonly AIJsonSchemaTransformOptions LooseOptions = new() { ConvertBooleanSchemas = true };

    // Strict schemas as defined by OpenAI's structured outputs: closed objects with all properties required.
    private static readonly AIJsonSchemaTransformOptions StrictOptions = new()
    {
        ConvertBooleanSchemas = true,
        DisallowAdditionalProperties = true,
        RequireAllProperties = true,
        MoveDefaultKeywordToDescription = true,
    };

    /// <summary>Converts a schema; the result has a type and properties even if the function has no parameters.</summary>
    public static JsonElement ToParameterSchema(JsonElement schema, bool isStrict)
    {
        JsonElement complete = schema.ValueKind == JsonValueKind.Object ? schema : EmptySchema;
        if (!complete.TryGetProperty("type", out _) || !complete.TryGetProperty("properties", out _))
            complete = AddTypeAndProperties(complete);
        return AIJsonUtilities.TransformSchema(complete, isStrict ? StrictOptions : LooseOptions);
    }

    /// <summary>
    /// Gets the strictness from the function's additional properties, by the names that Microsoft.Extensions.AI uses; null if
    /// unset.
    /// </summary>
    public static bool? IsStrict(AIFunctionDeclaration function) =>
        (function.AdditionalProperties.TryGetValue("strict", out object? strict)
            || function.AdditionalProperties.TryGetValue("strictJsonSchema", out strict))
            ? strict as bool?
            : null;

    private static JsonElement AddTypeAndProperties(JsonElement schema)
    {
        JsonObject complete = JsonObject.Create(schema)!;
        complete.TryAdd("type", "object");
        complete.TryAdd("properties", new JsonObject());
        return JsonElement.Parse(complete.ToJsonString());
    }

    private static JsonElement EmptySchema { get; } = JsonElement.Parse("""{"type":"object","properties":{}}""");
}
