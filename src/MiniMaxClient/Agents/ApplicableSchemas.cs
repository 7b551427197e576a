using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>The schemas that apply to one value: its own schema, referenced schemas and all alternatives.</summary>
internal sealed class ApplicableSchemas
{
    private static readonly string[] CombiningKeywords = ["allOf", "anyOf", "oneOf"];

    private readonly JsonElement _root;
    private readonly List<JsonElement> _schemas = [];

    private ApplicableSchemas(JsonElement root, IEnumerable<JsonElement> schemas)
    {
        _root = root;
        HashSet<string> references = new(StringComparer.Ordinal);
        foreach (JsonElement schema in schemas)
            AddSchema(schema, references);
    }

    /// <summary>The names of the properties that the schemas declare.</summary>
    public IEnumerable<string> PropertyNames =>
        GetKeywordValues("properties", JsonValueKind.Object).SelectMany(static one => one.EnumerateObject())
            .Select(static one => one.Name);

    /// <summary>The constants in <c>enum</c> and <c>const</c> that the schemas allow.</summary>
    public IEnumerable<JsonElement> AllowedValues =>
        GetKeywordValues("enum", JsonValueKind.Array).SelectMany(static one => one.EnumerateArray())
            .Concat(_schemas.Where(static one => one.TryGetProperty("const", out _))
                .Select(static one => one.GetProperty("const")));

    /// <summary>The names of the types that the schemas allow.</summary>
    public IEnumerable<string> Types =>
        GetStrings("type").Concat(GetKeywordValues("type", JsonValueKind.Array).SelectMany(static one => one.EnumerateArray())
            .Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)).Distinct();

    /// <summary>Whether one of the schemas allows null through <c>type</c> or <c>nullable</c>.</summary>
    public bool IsNullAllowed => Types.Contains("null") || GetKeywordValues("nullable", JsonValueKind.True).Any();

    /// <summary>The names of the properties that any of the schemas requires.</summary>
    public IEnumerable<string> RequiredNames => GetKeywordValues("required", JsonValueKind.Array)
        .SelectMany(static one => one.EnumerateArray()).Where(static one => one.ValueKind == JsonValueKind.String)
        .Select(static one => one.GetString()!);

    /// <summary>The formats that the schemas name, such as <c>date</c>.</summary>
    public IEnumerable<string> Formats => GetStrings("format");

    public static ApplicableSchemas ForRoot(JsonElement schema) => new(schema, [schema]);

    /// <summary>The schemas of a property.</summary>
    public ApplicableSchemas ForProperty(string name)
    {
        JsonElement[] declared =
        [
            .. GetKeywordValues("properties", JsonValueKind.Object).Where(one => one.TryGetProperty(name, out _))
                .Select(one => one.GetProperty(name)),
        ];
        return new(_root, declared.Length > 0 ? declared : GetKeywordValues("additionalProperties", JsonValueKind.Object));
    }

    /// <summary>The schemas of the items of an array.</summary>
    public ApplicableSchemas ForItems() => new(_root, GetKeywordValues("items", JsonValueKind.Object));

    private IEnumerable<string> GetStrings(string keyword) =>
        GetKeywordValues(keyword, JsonValueKind.String).Select(static one => one.GetString()!);

    private IEnumerable<JsonElement> GetKeywordValues(string keyword, JsonValueKind kind)
    {
        foreach (JsonElement schema in _schemas)
        {
            if (schema.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == kind)
                yield return value;
        }
    }

    private void AddSchema(JsonElement schema, HashSet<string> references)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        _schemas.Add(schema);
        if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String
            && references.Add(reference.GetString()!) && ResolvePointer(reference.GetString()!) is { } target)
            AddSchema(target, references);
        foreach (string keyword in CombiningKeywords)
        {
            if (!schema.TryGetProperty(keyword, out JsonElement schemas) || schemas.ValueKind != JsonValueKind.Array)
                continue;
            foreach (JsonElement one in schemas.EnumerateArray())
                AddSchema(one, references);
        }
    }

    /// <summary>Resolves a reference within the schema, such as <c>#/properties/node</c>.</summary>
    private JsonElement? ResolvePointer(string pointer)
    {
        if (pointer != "#" && !pointer.StartsWith("#/", StringComparison.Ordinal))
            return null;
        JsonElement target = _root;
        foreach (string part in pointer.Substring(1).Split(['/'], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            if (target.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < target.GetArrayLength())
                target = target[index];
            else if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(name, out target))
                return null;
        }

        return target;
    }
}
