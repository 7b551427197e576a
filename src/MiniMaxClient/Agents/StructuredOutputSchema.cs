using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>The schema of a typed answer, as the model is shown it and as the answer is held against it.</summary>
internal sealed class StructuredOutputSchema
{
    // Formats and tools take objects only: any other type stands in a property of one.
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

    /// <summary>The name: of <c>a-z A-Z 0-9 _ -</c>, at most 64.</summary>
    public string Name { get; }

    /// <summary>The schema of the answer.</summary>
    public JsonElement ValueSchema { get; }

    /// <summary>The schema of the .NET type, which is that of the answer unless the caller gave one.</summary>
    public JsonElement TypeSchema { get; }

    /// <summary>Whether the schema is that of an object.</summary>
    public bool IsObject { get; }

    /// <summary>The schema of an object: the answer, or one that has the answer in its only property.</summary>
    public JsonElement ObjectSchema { get; }

    /// <summary>Whether that object is not the answer itself.</summary>
    public bool IsWrapped { get; }

    /// <summary>Whether null is an answer.</summary>
    public bool IsNullAllowed { get; }

    public static StructuredOutputSchema FromType(JsonTypeInfo type, JsonElement? customSchema)
    {
        // List`1 is a List.
        string known = (Nullable.GetUnderlyingType(type.Type) ?? type.Type).Name.Split('`')[0];
        string name = new([.. known.Where(static c => c < 128 && char.IsLetterOrDigit(c)).Take(60)]);
        JsonElement created = AIJsonUtilities.CreateJsonSchema(type.Type, serializerOptions: type.Options);
        JsonElement schema = customSchema ?? created;
        return new(
            name.Length > 0 ? name : "Answer",
            schema.ValueKind == JsonValueKind.Object ? schema : AnySchema,
            created,
            shouldWrap: true);
    }

    /// <summary>A schema that goes to the model as it is, since the caller reads the response.</summary>
    public static StructuredOutputSchema FromJsonSchema(string name, JsonElement schema) =>
        new(name, schema, schema, shouldWrap: false);

    /// <summary>The answer in the object that has it in its only property; null where there is none.</summary>
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

    /// <summary>Lets references follow the schema to its new place; those to an anchor find it there.</summary>
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
