using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Finds where a value does not fit a JSON Schema.</summary>
/// <remarks>
/// It knows what schemas of .NET types are made of: types, enums, constants, bounds of numbers and lengths, properties, required
/// and additional ones, items, references within the schema, and any, one or all of several schemas. Other keywords are for the
/// model to read: they never make a value invalid. A number in a string counts as a number, since the binding of arguments reads
/// it so, and null for a property that is not required counts as absent. A schema with an identifier of its own below the root is
/// not applied, because references in it start there. The work is bounded, since a schema may come from a server of tools; a
/// check that exceeds a bound reports a problem.
/// </remarks>
internal sealed partial class JsonSchemaCheck
{
    private const int MaxProblems = 5;

    // Up to draft 7, keywords beside a reference are ignored.
    private static readonly string[] DraftsWithBareReferences = ["/draft-03/", "/draft-04/", "/draft-06/", "/draft-07/"];

    private readonly JsonElement _root;
    private readonly Work _work;
    private readonly int _maxProblems;
    private readonly bool _hasBareReferences;
    private readonly List<string> _problems = [];
    private Dictionary<ValuePath, Change>? _changes;

    private JsonSchemaCheck(JsonElement root, Work work, int maxProblems)
    {
        _root = root;
        _work = work;
        _maxProblems = maxProblems;
        _hasBareReferences = Has(root, "$schema", out JsonElement draft) && draft.ValueKind == JsonValueKind.String
            && DraftsWithBareReferences.Any(draft.GetRawText().Contains);
    }

    private bool IsDone => _problems.Count >= _maxProblems || _work.IsExhausted;

    /// <summary>Finds the first problems.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">The path of the value, for the problems to name.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The problems; empty for a value that fits.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static IReadOnlyList<string> Find(
        JsonElement schema, JsonElement value, string path = "$", CancellationToken cancellationToken = default) =>
        Run(schema, value, path, cancellationToken, out _);

    /// <summary>Converts a value that fits its schema to one that a serializer reads.</summary>
    /// <remarks>
    /// Omits a property that is null where null counts as absent, and writes an integer such as <c>7.0</c> without its fraction.
    /// </remarks>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Cancels the conversion.</param>
    /// <returns>The converted value; the same where nothing changes.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static JsonElement Normalize(JsonElement schema, JsonElement value, CancellationToken cancellationToken = default)
    {
        List<string> problems = Run(schema, value, "$", cancellationToken, out JsonSchemaCheck check);
        return problems.Count == 0 && check._changes is { } changes ? Apply(changes, value) : value;
    }

    private static List<string> Run(
        JsonElement schema, JsonElement value, string path, CancellationToken cancellationToken, out JsonSchemaCheck check)
    {
        var work = new Work(JsonText.Utf8(value).Length, cancellationToken);
        check = new(schema, work, MaxProblems);
        try
        {
            check.Check(schema, value, new(null, path));
        }
        catch (InvalidOperationException)
        {
            // What a JsonElement throws whose text or name cannot be made a string.
            return [$"{path} contains an unpaired surrogate"];
        }

        return work.Exhausted is { } bound ? [$"{path} cannot be checked, because {bound}"] : check._problems;
    }

    private void Check(JsonElement schema, JsonElement value, ValuePath path)
    {
        if (IsDone || !_work.TrySpend(1) || schema.ValueKind == JsonValueKind.True)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            Add(path, "is not allowed", schema.ValueKind == JsonValueKind.False);
            return;
        }

        if (!_work.TryEnter())
            return;
        // Each keyword is looked up among all of the schema's, and a text is read to its end.
        bool isScalar = value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
        if (_work.TrySpend(schema.GetPropertyCount() / 4) && (!isScalar || _work.TrySpendOnText(value)))
            CheckKeywords(schema, value, path);
        _work.Exit();
    }

    private void CheckKeywords(JsonElement schema, JsonElement value, ValuePath path)
    {
        if (IsOtherResource(schema) || (value.ValueKind == JsonValueKind.Null && AllowsNull(schema)))
            return;
        if (Has(schema, "$ref", out JsonElement reference))
        {
            if (Resolve(reference) is { } target)
                Check(target, value, path);
            if (_hasBareReferences)
                return;
        }

        if (Has(schema, "type", out JsonElement type) && _work.TrySpendOnText(type) && !IsOfType(type, value))
        {
            Add(path, $"must be {Types(type)} and is {NameOf(value)}");
            return;
        }

        if (type.ValueKind != JsonValueKind.Undefined && HasZeroFraction(value) && Types(type).Contains("integer"))
            Add(path, Change.WriteWhole);

        if (Has(schema, "enum", out JsonElement options) && options.ValueKind == JsonValueKind.Array
            && _work.TrySpendOnText(options)
            && !options.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)))
            Add(path, $"must be one of {options.GetRawText()}");
        if (Has(schema, "const", out JsonElement constant) && _work.TrySpendOnText(constant)
            && !JsonElement.DeepEquals(constant, value))
            Add(path, $"must be {constant.GetRawText()}");
        CheckBounds(schema, value, path);
        if (value.ValueKind == JsonValueKind.Object)
            CheckProperties(schema, value, path);
        if (value.ValueKind == JsonValueKind.Array)
            CheckItems(schema, value, path);
        CheckSeveral(schema, value, path);
    }

    private void CheckProperties(JsonElement schema, JsonElement value, ValuePath path)
    {
        JsonElement required = Has(schema, "required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? names
            : default;
        CheckRequired(required, value, path);
        var known = new Properties(Has(schema, "properties", out JsonElement properties) ? properties : default, _work);
        // Which names a pattern stands for is not known here, so that it may stand for any other.
        bool hasOthers = Has(schema, "additionalProperties", out JsonElement others) && !Has(schema, "patternProperties", out _);
        CheckConstants(properties, value, path);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = property.Name;
            if (IsDone || !_work.TrySpend(1 + (name.Length / BytesPerStep)))
                return;
            if (known.TryGet(name, out JsonElement own))
            {
                CheckProperty(own, property, new(path, name), required);
            }
            else if (hasOthers)
            {
                CheckProperty(others, property, new(path, name), required);
            }
        }
    }

    /// <summary>Checks the constants while alternatives are compared: they decide which one is meant.</summary>
    /// <remarks>Without that, the alternatives of each level would be compared in full before a constant excludes them.</remarks>
    private void CheckConstants(JsonElement properties, JsonElement value, ValuePath path)
    {
        if (_maxProblems > 1 || properties.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (IsDone || !_work.TrySpend(1))
                return;
            if (Has(property.Value, "const", out _) && _work.TrySpend(value.GetPropertyCount() / 4)
                && value.TryGetProperty(property.Name, out JsonElement given))
                Check(property.Value, given, new(path, property.Name));
        }
    }

    private void CheckProperty(JsonElement schema, JsonProperty property, ValuePath path, JsonElement required)
    {
        if (property.Value.ValueKind != JsonValueKind.Null || IsRequired(required, property))
            Check(schema, property.Value, path);
        else if (!Fits(schema, property.Value, path))
            Add(path, Change.Omit);
    }

    private void CheckRequired(JsonElement required, JsonElement value, ValuePath path)
    {
        if (required.ValueKind != JsonValueKind.Array)
            return;
        var given = new Properties(value, _work);
        foreach (JsonElement name in required.EnumerateArray())
        {
            if (IsDone || !_work.TrySpend(1))
                return;
            if (name.ValueKind == JsonValueKind.String && !given.TryGet(name.GetString()!, out _))
                Add(new(path, name.GetString()!), "is missing");
        }
    }

    private bool IsRequired(JsonElement required, JsonProperty property) =>
        required.ValueKind == JsonValueKind.Array && _work.TrySpend(required.GetArrayLength())
        && required.EnumerateArray().Any(name => name.ValueKind == JsonValueKind.String && property.NameEquals(name.GetString()));

    private void CheckItems(JsonElement schema, JsonElement value, ValuePath path)
    {
        bool hasItems = Has(schema, "items", out JsonElement items);
        using JsonElement.ArrayEnumerator first =
            Has(schema, "prefixItems", out JsonElement prefix) && prefix.ValueKind == JsonValueKind.Array
                ? prefix.EnumerateArray()
                : default;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (IsDone || !_work.TrySpend(1))
                return;
            if (first.MoveNext())
                Check(first.Current, item, new(path, index));
            else if (hasItems)
                Check(items, item, new(path, index));
            index++;
        }
    }

    private void CheckSeveral(JsonElement schema, JsonElement value, ValuePath path)
    {
        if (Has(schema, "allOf", out JsonElement all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in all.EnumerateArray())
                Check(one, value, path);
        }

        foreach (string keyword in (string[])["anyOf", "oneOf"])
        {
            if (Has(schema, keyword, out JsonElement any) && any.ValueKind == JsonValueKind.Array
                && any.GetArrayLength() > 0 && !any.EnumerateArray().Any(one => Fits(one, value, path)))
                Add(path, "matches none of the allowed schemas");
        }
    }

    private bool Fits(JsonElement schema, JsonElement value, ValuePath path)
    {
        var check = new JsonSchemaCheck(_root, _work, maxProblems: 1);
        check.Check(schema, value, path);
        if (check._problems.Count > 0)
            return false;
        foreach (KeyValuePair<ValuePath, Change> change in check._changes ?? [])
            Add(change.Key, change.Value);
        return true;
    }

    private static bool Has(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }

    private void Add(ValuePath path, Change change) => (_changes ??= [])[path] = change;

    private void Add(ValuePath path, string message, bool applies = true)
    {
        if (applies && _problems.Count < _maxProblems)
            _problems.Add(Redaction.Excerpt($"{path} {message}", secrets: null));
    }
}
