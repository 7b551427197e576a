using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaCheck
{
    private void CheckBounds(JsonElement schema, JsonElement value, ValuePath path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                CheckNumber(schema, "minimum", value, static order => order >= 0, path, "must be at least ");
                CheckNumber(schema, "maximum", value, static order => order <= 0, path, "must be at most ");
                CheckNumber(schema, "exclusiveMinimum", value, static order => order > 0, path, "must be above ");
                CheckNumber(schema, "exclusiveMaximum", value, static order => order < 0, path, "must be below ");
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                // The second half of a pair makes no character of its own.
                int length = text.Length - text.Count(char.IsLowSurrogate);
                CheckCount(schema, "minLength", least => length >= least, path, "is too short; the minimum length is ");
                CheckCount(schema, "maxLength", most => length <= most, path, "is too long; the maximum length is ");
                break;
            case JsonValueKind.Array:
                int count = value.GetArrayLength();
                CheckCount(schema, "minItems", least => count >= least, path, "has too few items; the minimum is ");
                CheckCount(schema, "maxItems", most => count <= most, path, "has too many items; the maximum is ");
                break;
        }
    }

    private void CheckCount(JsonElement schema, string keyword, Func<double, bool> holds, ValuePath path, string message)
    {
        if (Has(schema, keyword, out JsonElement bound) && bound.ValueKind == JsonValueKind.Number
            && bound.TryGetDouble(out double limit) && !holds(limit))
            Add(path, message + bound.GetRawText());
    }

    private void CheckNumber(
        JsonElement schema, string keyword, JsonElement value, Func<int, bool> holds, ValuePath path, string message)
    {
        if (Has(schema, keyword, out JsonElement bound) && bound.ValueKind == JsonValueKind.Number
            && Compare(value, bound) is { } order && !holds(order))
            Add(path, message + bound.GetRawText());
    }

    /// <summary>Compares two numbers; null if they differ by less than can be told.</summary>
    private static int? Compare(JsonElement left, JsonElement right)
    {
        // A double has 15 digits: 9007199254740993 would equal 9007199254740992.
        if (left.TryGetDecimal(out decimal exactLeft) && right.TryGetDecimal(out decimal exactRight) && exactLeft != exactRight)
            return exactLeft.CompareTo(exactRight);
        int order = Number(left)!.Value.CompareTo(Number(right)!.Value);
        return order != 0 || JsonElement.DeepEquals(left, right) ? order : null;
    }
}
