using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>The schema of a typed answer, as the model is shown it and as the answer is held against it.</summary>
internal sealed class AnswerSchema
{
    // Formats and tools take objects only: any other type stands in a property of one.
    public const string Wrapper = "value";

    private AnswerSchema(string name, JsonElement schema, JsonElement type, bool wraps)
    {
        Name = name;
        Value = schema;
        TypeSchema = type;
        IsObject = IsObjectSchema(schema);
        IsWrapped = wraps && !IsObject;
        AllowsNull = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement names)
            && (Is(names, "null") || (names.ValueKind == JsonValueKind.Array && names.EnumerateArray().Any(IsNull)));
        Object = IsWrapped ? Wrap(schema) : schema;
    }

    /// <summary>The name: of <c>a-z A-Z 0-9 _ -</c>, at most 64.</summary>
    public string Name { get; }

    /// <summary>The schema of the answer.</summary>
    public JsonElement Value { get; }

    /// <summary>The schema of the .NET type, which is that of the answer unless the caller gave one.</summary>
    public JsonElement TypeSchema { get; }

    /// <summary>Whether the schema is that of an object.</summary>
    public bool IsObject { get; }

    /// <summary>The schema of an object: the answer, or one that has the answer in its only property.</summary>
    public JsonElement Object { get; }

    /// <summary>Whether that object is not the answer itself.</summary>
    public bool IsWrapped { get; }

    /// <summary>Whether null is an answer.</summary>
    public bool AllowsNull { get; }

    public static AnswerSchema Of(JsonTypeInfo type, JsonElement? own)
    {
        // List`1 is a List.
        string known = (Nullable.GetUnderlyingType(type.Type) ?? type.Type).Name.Split('`')[0];
        string name = new([.. known.Where(static c => c < 128 && char.IsLetterOrDigit(c)).Take(60)]);
        JsonElement created = AIJsonUtilities.CreateJsonSchema(type.Type, serializerOptions: type.Options);
        JsonElement schema = own ?? created;
        return new(
            name.Length > 0 ? name : "Answer",
            schema.ValueKind == JsonValueKind.Object ? schema : Anything,
            created,
            wraps: true);
    }

    /// <summary>A schema that goes to the model as it is, since the caller reads the response.</summary>
    public static AnswerSchema ForCaller(string name, JsonElement schema) => new(name, schema, schema, wraps: false);

    /// <summary>The answer in the object that has it in its only property; null where there is none.</summary>
    public JsonElement? Unwrap(JsonElement answer) =>
        IsWrapped && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(Wrapper, out JsonElement value)
            ? value
            : null;

    private static JsonElement Anything { get; } = JsonElement.Parse("{}");

    private static bool IsObjectSchema(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type) && Is(type, "object");

    private static bool Is(JsonElement type, string name) => type.ValueKind == JsonValueKind.String && type.ValueEquals(name);

    private static bool IsNull(JsonElement type) => Is(type, "null");

    private static JsonElement Wrap(JsonElement schema)
    {
        JsonNode inner = JsonNode.Parse(schema.GetRawText())!;
        Move(inner);
        var wrapped = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [Wrapper] = inner },
            ["required"] = new JsonArray(JsonValue.Create(Wrapper)),
        };
        return JsonElement.Parse(wrapped.ToJsonString());
    }

    /// <summary>Lets references follow the schema to its new place; those to an anchor find it there.</summary>
    private static void Move(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array)
                Move(item);
        }

        if (node is not JsonObject members)
            return;
        foreach (KeyValuePair<string, JsonNode?> member in members.ToArray())
        {
            if (member.Key == "$ref" && member.Value is JsonValue value && value.TryGetValue(out string? target)
                && (target == "#" || target.StartsWith("#/", StringComparison.Ordinal)))
                members["$ref"] = $"#/properties/{Wrapper}{target.Substring(1)}";
            else
                Move(member.Value);
        }
    }
}
