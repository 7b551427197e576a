using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Finds where a value does not fit a JSON Schema.</summary>
/// <remarks>
/// It knows what schemas of .NET types are made of: types, enums, constants, properties, required and additional ones, items,
/// references within the schema, and any, one or all of several schemas. Other keywords are for the model to read. A number in a
/// string counts as a number, since the binding of arguments takes it so.
/// </remarks>
internal sealed class JsonSchemaCheck
{
    private const int MaxProblems = 5;
    private const int MaxDepth = 64;

    private readonly JsonElement _root;
    private readonly List<string> _problems = [];
    private int _depth;

    private JsonSchemaCheck(JsonElement root) => _root = root;

    /// <summary>The first problems; empty for a value that fits.</summary>
    public static IReadOnlyList<string> Find(JsonElement schema, JsonElement value)
    {
        var check = new JsonSchemaCheck(schema);
        check.Check(schema, value, "$");
        return check._problems;
    }

    private void Check(JsonElement schema, JsonElement value, string path)
    {
        if (_problems.Count >= MaxProblems || schema.ValueKind == JsonValueKind.True)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            Add(path, "is not allowed", schema.ValueKind == JsonValueKind.False);
            return;
        }

        if (++_depth > MaxDepth)
            Add(path, "is nested too deep");
        else
            CheckKeywords(schema, value, path);
        _depth--;
    }

    private void CheckKeywords(JsonElement schema, JsonElement value, string path)
    {
        if (Has(schema, "$ref", out JsonElement reference) && Resolve(reference.GetString() ?? "") is { } target)
            Check(target, value, path);
        if (Has(schema, "type", out JsonElement type) && !IsOfType(type, value))
        {
            Add(path, $"must be {Types(type)} and is {NameOf(value)}");
            return;
        }

        if (Has(schema, "enum", out JsonElement options) && options.ValueKind == JsonValueKind.Array
            && !options.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)))
            Add(path, $"must be one of {options.GetRawText()}");
        if (Has(schema, "const", out JsonElement constant) && !JsonElement.DeepEquals(constant, value))
            Add(path, $"must be {constant.GetRawText()}");
        if (value.ValueKind == JsonValueKind.Object)
            CheckProperties(schema, value, path);
        if (value.ValueKind == JsonValueKind.Array && Has(schema, "items", out JsonElement items))
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
                Check(items, item, $"{path}[{index++}]");
        }

        CheckSeveral(schema, value, path);
    }

    private void CheckProperties(JsonElement schema, JsonElement value, string path)
    {
        if (Has(schema, "required", out JsonElement required) && required.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (name.ValueKind == JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _))
                    Add($"{path}.{name.GetString()}", "is missing");
            }
        }

        bool hasProperties = Has(schema, "properties", out JsonElement properties);
        bool hasOthers = Has(schema, "additionalProperties", out JsonElement others);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (hasProperties && Has(properties, property.Name, out JsonElement known))
                Check(known, property.Value, $"{path}.{property.Name}");
            else if (hasOthers)
                Check(others, property.Value, $"{path}.{property.Name}");
        }
    }

    private void CheckSeveral(JsonElement schema, JsonElement value, string path)
    {
        if (Has(schema, "allOf", out JsonElement all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in all.EnumerateArray())
                Check(one, value, path);
        }

        foreach (string keyword in (string[])["anyOf", "oneOf"])
        {
            if (Has(schema, keyword, out JsonElement any) && any.ValueKind == JsonValueKind.Array
                && !any.EnumerateArray().Any(one => Fits(one, value)))
                Add(path, "fits none of the schemas that it may have");
        }
    }

    private bool Fits(JsonElement schema, JsonElement value)
    {
        var check = new JsonSchemaCheck(_root) { _depth = _depth };
        check.Check(schema, value, "$");
        return check._problems.Count == 0;
    }

    /// <summary>What a reference within the schema points to: <c>#/properties/node</c>.</summary>
    private JsonElement? Resolve(string reference)
    {
        if (reference.Length == 0 || reference[0] != '#')
            return null;
        JsonElement place = _root;
        foreach (string part in reference.Substring(1).Split(['/'], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            if (place.ValueKind == JsonValueKind.Array && int.TryParse(name, out int index) && index < place.GetArrayLength())
                place = place[index];
            else if (!Has(place, name, out place))
                return null;
        }

        return place;
    }

    private static bool IsOfType(JsonElement type, JsonElement value) => type.ValueKind switch
    {
        JsonValueKind.String => IsOfType(type.GetString()!, value),
        JsonValueKind.Array => type.EnumerateArray().Any(one => IsOfType(one, value)),
        _ => true,
    };

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => Number(value) is { } number && number == Math.Truncate(number),
        "number" => Number(value) is not null,
        _ => true,
    };

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String when double.TryParse(
            value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };

    private static string Types(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(static one => one.ToString()))
        : type.ToString();

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static bool Has(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }

    private void Add(string path, string message, bool applies = true)
    {
        if (applies && _problems.Count < MaxProblems)
            _problems.Add($"{path} {message}");
    }
}
