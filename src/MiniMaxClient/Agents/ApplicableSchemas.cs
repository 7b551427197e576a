using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>The schemas that apply to one value: its own, those it refers to, and all alternatives.</summary>
internal sealed class ApplicableSchemas
{
    private static readonly string[] Several = ["allOf", "anyOf", "oneOf"];

    private readonly JsonElement _root;
    private readonly List<JsonElement> _all = [];

    private ApplicableSchemas(JsonElement root, IEnumerable<JsonElement> schemas)
    {
        _root = root;
        HashSet<string> references = new(StringComparer.Ordinal);
        foreach (JsonElement schema in schemas)
            Add(schema, references);
    }

    /// <summary>The names of the properties that the schemas declare.</summary>
    public IEnumerable<string> PropertyNames =>
        Values("properties", JsonValueKind.Object).SelectMany(static one => one.EnumerateObject()).Select(static one => one.Name);

    /// <summary>The constants that the schemas allow, of <c>enum</c> and <c>const</c>.</summary>
    public IEnumerable<JsonElement> Constants =>
        Values("enum", JsonValueKind.Array).SelectMany(static one => one.EnumerateArray())
            .Concat(_all.Where(static one => one.TryGetProperty("const", out _)).Select(static one => one.GetProperty("const")));

    /// <summary>The names of the types that the schemas allow.</summary>
    public IEnumerable<string> Types =>
        Texts("type").Concat(Values("type", JsonValueKind.Array).SelectMany(static one => one.EnumerateArray())
            .Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)).Distinct();

    /// <summary>Whether one of the schemas allows null by its type.</summary>
    public bool AllowsNull => Types.Contains("null") || Values("nullable", JsonValueKind.True).Any();

    /// <summary>The names of the properties that any of the schemas requires.</summary>
    public IEnumerable<string> RequiredNames => Values("required", JsonValueKind.Array)
        .SelectMany(static one => one.EnumerateArray()).Where(static one => one.ValueKind == JsonValueKind.String)
        .Select(static one => one.GetString()!);

    /// <summary>The formats that the schemas name, such as <c>date</c>.</summary>
    public IEnumerable<string> Formats => Texts("format");

    public static ApplicableSchemas ForRoot(JsonElement schema) => new(schema, [schema]);

    /// <summary>The schemas of a property.</summary>
    public ApplicableSchemas ForProperty(string name)
    {
        JsonElement[] own =
        [
            .. Values("properties", JsonValueKind.Object).Where(one => one.TryGetProperty(name, out _))
                .Select(one => one.GetProperty(name)),
        ];
        return new(_root, own.Length > 0 ? own : Values("additionalProperties", JsonValueKind.Object));
    }

    /// <summary>The schemas of the items of an array.</summary>
    public ApplicableSchemas ForItems() => new(_root, Values("items", JsonValueKind.Object));

    private IEnumerable<string> Texts(string keyword) =>
        Values(keyword, JsonValueKind.String).Select(static one => one.GetString()!);

    private IEnumerable<JsonElement> Values(string keyword, JsonValueKind kind)
    {
        foreach (JsonElement schema in _all)
        {
            if (schema.TryGetProperty(keyword, out JsonElement value) && value.ValueKind == kind)
                yield return value;
        }
    }

    private void Add(JsonElement schema, HashSet<string> references)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return;
        _all.Add(schema);
        if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String
            && references.Add(reference.GetString()!) && Resolve(reference.GetString()!) is { } target)
            Add(target, references);
        foreach (string keyword in Several)
        {
            if (!schema.TryGetProperty(keyword, out JsonElement schemas) || schemas.ValueKind != JsonValueKind.Array)
                continue;
            foreach (JsonElement one in schemas.EnumerateArray())
                Add(one, references);
        }
    }

    /// <summary>Finds what a reference within the schema points to: <c>#/properties/node</c>.</summary>
    private JsonElement? Resolve(string pointer)
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
