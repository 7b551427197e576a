using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Validates a value against a JSON Schema.</summary>
/// <remarks>
/// Supports the keywords that schemas of .NET types consist of: types, enums, constants, bounds of numbers and lengths,
/// properties, required and additional properties, items, references within the schema, <c>anyOf</c>, <c>oneOf</c> and
/// <c>allOf</c>. Other keywords never make a value invalid. A number in a string counts as a number, because argument binding
/// accepts it, and null for a property that is not required counts as absent. A schema below the root that has its own
/// identifier is not applied, because its references are relative to it. The work is bounded, because a schema may come from a
/// tool server; a validation that exceeds a bound reports a problem.
/// </remarks>
internal sealed partial class JsonSchemaValidator
{
    private const int MaxProblems = 5;

    // Up to draft 7, siblings of $ref are ignored.
    private static readonly string[] DraftsIgnoringReferenceSiblings = ["/draft-03/", "/draft-04/", "/draft-06/", "/draft-07/"];

    private readonly JsonElement _root;
    private readonly StepBudget _stepBudget;
    private readonly int _maxProblems;
    private readonly bool _shouldIgnoreReferenceSiblings;
    private readonly List<string> _problems = [];
    private Dictionary<ValuePath, Adjustment>? _adjustments;

    private JsonSchemaValidator(JsonElement root, StepBudget stepBudget, int maxProblems)
    {
        _root = root;
        _stepBudget = stepBudget;
        _maxProblems = maxProblems;
        _shouldIgnoreReferenceSiblings = TryGetKeyword(root, "$schema", out JsonElement draft)
            && draft.ValueKind == JsonValueKind.String
            && DraftsIgnoringReferenceSiblings.Any(draft.GetRawText().Contains);
    }

    private bool IsDone => _problems.Count >= _maxProblems || _stepBudget.IsExhausted;

    /// <summary>Validates a value and returns the first problems.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="path">The path of the value, used in the problems.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    /// <returns>The problems; empty for a valid value.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static IReadOnlyList<string> Validate(
        JsonElement schema, JsonElement value, string path = "$", CancellationToken cancellationToken = default) =>
        RunValidation(schema, value, path, cancellationToken, out _);

    /// <summary>Converts a valid value to one that a serializer can read.</summary>
    /// <remarks>
    /// Omits a null property where null counts as absent, and writes an integer such as <c>7.0</c> without its fraction.
    /// </remarks>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Cancels the conversion.</param>
    /// <returns>The converted value; the original value if nothing changes.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static JsonElement NormalizeArguments(
        JsonElement schema, JsonElement value, CancellationToken cancellationToken = default)
    {
        List<string> problems = RunValidation(schema, value, "$", cancellationToken, out JsonSchemaValidator validator);
        return problems.Count == 0 && validator._adjustments is { } adjustments ? ApplyAdjustments(adjustments, value) : value;
    }

    private static List<string> RunValidation(
        JsonElement schema,
        JsonElement value,
        string path,
        CancellationToken cancellationToken,
        out JsonSchemaValidator validator)
    {
        var stepBudget = new StepBudget(JsonText.GetRawUtf8(value).Length, cancellationToken);
        validator = new(schema, stepBudget, MaxProblems);
        try
        {
            validator.ValidateValue(schema, value, new(null, path));
        }
        catch (InvalidOperationException)
        {
            // Thrown by a JsonElement whose text or property name cannot be converted to a string.
            return [$"{path} contains an unpaired surrogate"];
        }

        return stepBudget.ExhaustedReason is { } bound ? [$"{path} cannot be checked, because {bound}"] : validator._problems;
    }

    private void ValidateValue(JsonElement schema, JsonElement value, ValuePath path)
    {
        if (IsDone || !_stepBudget.TrySpendSteps(1) || schema.ValueKind == JsonValueKind.True)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
        {
            AddProblem(path, "is not allowed", schema.ValueKind == JsonValueKind.False);
            return;
        }

        if (!_stepBudget.TryEnterLevel())
            return;
        // Each keyword lookup searches all keywords of the schema, and a text is read to its end.
        bool isScalar = value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
        if (_stepBudget.TrySpendSteps(schema.GetPropertyCount() / 4) && (!isScalar || _stepBudget.TrySpendStepsOnText(value)))
            ValidateKeywords(schema, value, path);
        _stepBudget.ExitLevel();
    }

    private void ValidateKeywords(JsonElement schema, JsonElement value, ValuePath path)
    {
        if (IsOtherResource(schema) || (value.ValueKind == JsonValueKind.Null && IsNullAllowed(schema)))
            return;
        if (TryGetKeyword(schema, "$ref", out JsonElement reference))
        {
            if (ResolveReference(reference) is { } target)
                ValidateValue(target, value, path);
            if (_shouldIgnoreReferenceSiblings)
                return;
        }

        if (TryGetKeyword(schema, "type", out JsonElement type) && _stepBudget.TrySpendStepsOnText(type)
            && !IsTypeMatch(type, value))
        {
            AddProblem(path, $"must be {FormatTypeNames(type)} and is {GetTypeName(value)}");
            return;
        }

        if (type.ValueKind != JsonValueKind.Undefined && HasZeroFraction(value) && FormatTypeNames(type).Contains("integer"))
            AddAdjustment(path, Adjustment.WriteAsInteger);

        if (TryGetKeyword(schema, "enum", out JsonElement options) && options.ValueKind == JsonValueKind.Array
            && _stepBudget.TrySpendStepsOnText(options)
            && !options.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)))
            AddProblem(path, $"must be one of {options.GetRawText()}");
        if (TryGetKeyword(schema, "const", out JsonElement constant) && _stepBudget.TrySpendStepsOnText(constant)
            && !JsonElement.DeepEquals(constant, value))
            AddProblem(path, $"must be {constant.GetRawText()}");
        ValidateBounds(schema, value, path);
        if (value.ValueKind == JsonValueKind.Object)
            ValidateProperties(schema, value, path);
        if (value.ValueKind == JsonValueKind.Array)
            ValidateItems(schema, value, path);
        ValidateCombiningKeywords(schema, value, path);
    }

    private void ValidateProperties(JsonElement schema, JsonElement value, ValuePath path)
    {
        JsonElement required = TryGetKeyword(schema, "required", out JsonElement names) && names.ValueKind == JsonValueKind.Array
            ? names
            : default;
        ValidateRequired(required, value, path);
        var declared = new PropertyLookup(
            TryGetKeyword(schema, "properties", out JsonElement properties) ? properties : default, _stepBudget);
        // Patterns are not evaluated, so that any additional property may match one.
        bool hasAdditional = TryGetKeyword(schema, "additionalProperties", out JsonElement additional)
            && !TryGetKeyword(schema, "patternProperties", out _);
        ValidateConstantProperties(properties, value, path);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = property.Name;
            if (IsDone || !_stepBudget.TrySpendSteps(1 + (name.Length / BytesPerStep)))
                return;
            if (declared.TryGetValue(name, out JsonElement propertySchema))
            {
                ValidatePropertyValue(propertySchema, property, new(path, name), required);
            }
            else if (hasAdditional)
            {
                ValidatePropertyValue(additional, property, new(path, name), required);
            }
        }
    }

    /// <summary>Validates constants first while alternatives are compared, because constants discriminate between them.</summary>
    /// <remarks>Otherwise the alternatives of each level would be compared completely before a constant excludes them.</remarks>
    private void ValidateConstantProperties(JsonElement properties, JsonElement value, ValuePath path)
    {
        if (_maxProblems > 1 || properties.ValueKind != JsonValueKind.Object)
            return;
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (IsDone || !_stepBudget.TrySpendSteps(1))
                return;
            if (TryGetKeyword(property.Value, "const", out _) && _stepBudget.TrySpendSteps(value.GetPropertyCount() / 4)
                && value.TryGetProperty(property.Name, out JsonElement actual))
                ValidateValue(property.Value, actual, new(path, property.Name));
        }
    }

    private void ValidatePropertyValue(JsonElement schema, JsonProperty property, ValuePath path, JsonElement required)
    {
        if (property.Value.ValueKind != JsonValueKind.Null || IsRequired(required, property))
            ValidateValue(schema, property.Value, path);
        else if (!IsSchemaMatch(schema, property.Value, path))
            AddAdjustment(path, Adjustment.Omit);
    }

    private void ValidateRequired(JsonElement required, JsonElement value, ValuePath path)
    {
        if (required.ValueKind != JsonValueKind.Array)
            return;
        var properties = new PropertyLookup(value, _stepBudget);
        foreach (JsonElement name in required.EnumerateArray())
        {
            if (IsDone || !_stepBudget.TrySpendSteps(1))
                return;
            if (name.ValueKind == JsonValueKind.String && !properties.TryGetValue(name.GetString()!, out _))
                AddProblem(new(path, name.GetString()!), "is missing");
        }
    }

    private bool IsRequired(JsonElement required, JsonProperty property) =>
        required.ValueKind == JsonValueKind.Array && _stepBudget.TrySpendSteps(required.GetArrayLength())
        && required.EnumerateArray().Any(name => name.ValueKind == JsonValueKind.String && property.NameEquals(name.GetString()));

    private void ValidateItems(JsonElement schema, JsonElement value, ValuePath path)
    {
        bool hasItems = TryGetKeyword(schema, "items", out JsonElement items);
        using JsonElement.ArrayEnumerator prefixSchemas =
            TryGetKeyword(schema, "prefixItems", out JsonElement prefix) && prefix.ValueKind == JsonValueKind.Array
                ? prefix.EnumerateArray()
                : default;
        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            if (IsDone || !_stepBudget.TrySpendSteps(1))
                return;
            if (prefixSchemas.MoveNext())
                ValidateValue(prefixSchemas.Current, item, new(path, index));
            else if (hasItems)
                ValidateValue(items, item, new(path, index));
            index++;
        }
    }

    private void ValidateCombiningKeywords(JsonElement schema, JsonElement value, ValuePath path)
    {
        if (TryGetKeyword(schema, "allOf", out JsonElement all) && all.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in all.EnumerateArray())
                ValidateValue(one, value, path);
        }

        foreach (string keyword in (string[])["anyOf", "oneOf"])
        {
            if (TryGetKeyword(schema, keyword, out JsonElement any) && any.ValueKind == JsonValueKind.Array
                && any.GetArrayLength() > 0 && !any.EnumerateArray().Any(one => IsSchemaMatch(one, value, path)))
                AddProblem(path, "matches none of the allowed schemas");
        }
    }

    private bool IsSchemaMatch(JsonElement schema, JsonElement value, ValuePath path)
    {
        var validator = new JsonSchemaValidator(_root, _stepBudget, maxProblems: 1);
        validator.ValidateValue(schema, value, path);
        if (validator._problems.Count > 0)
            return false;
        foreach (KeyValuePair<ValuePath, Adjustment> adjustment in validator._adjustments ?? [])
            AddAdjustment(adjustment.Key, adjustment.Value);
        return true;
    }

    private static bool TryGetKeyword(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }

    private void AddAdjustment(ValuePath path, Adjustment adjustment) => (_adjustments ??= [])[path] = adjustment;

    private void AddProblem(ValuePath path, string message, bool shouldAdd = true)
    {
        if (shouldAdd && _problems.Count < _maxProblems)
            _problems.Add(Redaction.RedactExcerpt($"{path} {message}", secrets: null));
    }
}
