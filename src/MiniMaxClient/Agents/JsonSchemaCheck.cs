using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Finds where a value does not fit a JSON Schema.</summary>
/// <remarks>
/// It knows what schemas of .NET types are made of: types, enums, constants, bounds of numbers and lengths, properties, required
/// and additional ones, items, references within the schema, and any, one or all of several schemas. Other keywords are for the
/// model to read. A number in a string counts as a number, since the binding of arguments takes it so. The work is bounded, since
/// a schema may come from a server of tools: what is not looked at any more counts as fitting, and the function has the last
/// word.
/// </remarks>
internal sealed partial class JsonSchemaCheck
{
    private const int MaxProblems = 5;

    // Arguments are at most 64 levels deep; each level takes a few schemas: a property's, what it refers to, one of several.
    private const int MaxDepth = 256;
    private const int MaxSteps = 100_000;

    private const NumberStyles InText =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly JsonElement _root;
    private readonly Work _work;
    private readonly List<string> _problems = [];

    private JsonSchemaCheck(JsonElement root, Work work)
    {
        _root = root;
        _work = work;
    }

    /// <summary>The first problems; empty for a value that fits.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">Where the value stands, for the problems to name.</param>
    public static IReadOnlyList<string> Find(JsonElement schema, JsonElement value, string path = "$")
    {
        var check = new JsonSchemaCheck(schema, new());
        try
        {
            check.Check(schema, value, path);
        }
        catch (InvalidOperationException)
        {
            // What a JsonElement throws whose text or name cannot be made a string.
            return [$"{path} has half of a surrogate pair in it"];
        }

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

        if (!_work.Enter())
            return;
        CheckKeywords(schema, value, path);
        _work.Leave();
    }

    private void CheckKeywords(JsonElement schema, JsonElement value, string path)
    {
        if (Has(schema, "$ref", out JsonElement reference) && Resolve(reference) is { } target)
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
        CheckBounds(schema, value, path);
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
        var check = new JsonSchemaCheck(_root, _work);
        check.Check(schema, value, "$");
        return check._problems.Count == 0;
    }

    /// <summary>What a reference within the schema points to: <c>#/properties/node</c>.</summary>
    private JsonElement? Resolve(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not { Length: > 0 } pointer
            || pointer[0] != '#')
            return null;
        JsonElement place = _root;
        foreach (string part in pointer.Substring(1).Split(['/'], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            if (place.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < place.GetArrayLength())
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
        JsonValueKind.Number => value.TryGetDouble(out double number) ? number : double.MaxValue,
        JsonValueKind.String when double.TryParse(
            value.GetString(), InText, CultureInfo.InvariantCulture, out double number) => number,
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
            _problems.Add(Redaction.Excerpt($"{path} {message}", key: null));
    }

    /// <summary>How much more may be done, by a check and by those of its alternatives together.</summary>
    private sealed class Work
    {
        private int _depth;
        private int _steps;

        public bool Enter()
        {
            if (_depth == MaxDepth || _steps == MaxSteps)
                return false;
            _depth++;
            _steps++;
            return true;
        }

        public void Leave() => _depth--;
    }
}
