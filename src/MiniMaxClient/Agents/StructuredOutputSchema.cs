using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>The schema of structured output, as sent to the model and as used to validate the response.</summary>
internal sealed class StructuredOutputSchema
{
    // Response formats and tools support objects only: any other type is wrapped in a property of an object.
    public const string WrapperProperty = "value";

    private StructuredOutputSchema(string name, JsonElement schema, JsonElement type, bool shouldWrap)
    {
        Name = name;
        ValueSchema = schema;
        TypeSchema = type;
        IsObject = HasObjectType(schema);
        IsWrapped = shouldWrap && !IsObject;
        IsNullAllowed = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement names)
            && (EqualsTypeName(names, "null")
                || (names.ValueKind == JsonValueKind.Array && names.EnumerateArray().Any(IsNullType)));
        ObjectSchema = IsWrapped ? WrapInObject(schema) : schema;
    }

    /// <summary>The name: <c>a-z A-Z 0-9 _ -</c>, at most 64 characters.</summary>
    public string Name { get; }

    /// <summary>The schema of the value.</summary>
    public JsonElement ValueSchema { get; }

    /// <summary>The schema of the .NET type; differs from <see cref="ValueSchema"/> if the caller provides a schema.</summary>
    public JsonElement TypeSchema { get; }

    /// <summary>Whether the schema is that of an object.</summary>
    public bool IsObject { get; }

    /// <summary>The schema of an object: the value itself, or an object with the value in its only property.</summary>
    public JsonElement ObjectSchema { get; }

    /// <summary>Whether <see cref="ObjectSchema"/> wraps the value in a property.</summary>
    public bool IsWrapped { get; }

    /// <summary>Whether null is a valid value.</summary>
    public bool IsNullAllowed { get; }

    public static StructuredOutputSchema FromType(JsonTypeInfo type, JsonElement? customSchema)
    {
        // The name of List<int> is List`1.
        string typeName = (Nullable.GetUnderlyingType(type.Type) ?? type.Type).Name.Split('`')[0];
        string name = new([.. typeName.Where(static c => c < 128 && char.IsLetterOrDigit(c)).Take(60)]);
        JsonElement created = AIJsonUtilities.CreateJsonSchema(type.Type, serializerOptions: type.Options);
        JsonElement schema = customSchema ?? created;
        return new(
            name.Length > 0 ? name : "Answer",
            schema.ValueKind == JsonValueKind.Object ? schema : AnySchema,
            created,
            shouldWrap: true);
    }

    /// <summary>Creates a schema that is sent unchanged, because the caller parses the response.</summary>
    public static StructuredOutputSchema FromJsonSchema(string name, JsonElement schema) =>
        new(name, schema, schema, shouldWrap: false);

    /// <summary>Gets the value from the object that wraps it; null if there is none.</summary>
    public JsonElement? UnwrapValue(JsonElement output) =>
        IsWrapped && output.ValueKind == JsonValueKind.Object && output.TryGetProperty(WrapperProperty, out JsonElement value)
            ? value
            : null;

    private static JsonElement AnySchema { get; } = JsonElement.Parse("{}");

    private static bool HasObjectType(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type)
        && EqualsTypeName(type, "object");

    private static bool EqualsTypeName(JsonElement type, string name) =>
        type.ValueKind == JsonValueKind.String && type.ValueEquals(name);

    private static bool IsNullType(JsonElement type) => EqualsTypeName(type, "null");

    private static JsonElement WrapInObject(JsonElement schema)
    {
        JsonNode inner = JsonNode.Parse(schema.GetRawText())!;
        RebaseReferences(inner);
        var wrapped = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [WrapperProperty] = inner },
            ["required"] = new JsonArray(JsonValue.Create(WrapperProperty)),
        };
        return JsonElement.Parse(wrapped.ToJsonString());
    }

    /// <summary>Rebases references on the new position of the schema; references to an anchor stay valid.</summary>
    private static void RebaseReferences(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array)
                RebaseReferences(item);
        }

        if (node is not JsonObject members)
            return;
        foreach (KeyValuePair<string, JsonNode?> member in members.ToArray())
        {
            if (member.Key == "$ref" && member.Value is JsonValue value && value.TryGetValue(out string? target)
                && (target == "#" || target.StartsWith("#/", StringComparison.Ordinal)))
                members["$ref"] = $"#/properties/{WrapperProperty}{target.Substring(1)}";
            else
                RebaseReferences(member.Value);
        }
    }
}
