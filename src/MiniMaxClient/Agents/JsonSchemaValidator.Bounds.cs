using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaValidator
{
    private void ValidateBounds(JsonElement schema, JsonElement value, ValuePath path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                ValidateNumber(schema, "minimum", value, static order => order >= 0, path, "must be at least ");
                ValidateNumber(schema, "maximum", value, static order => order <= 0, path, "must be at most ");
                ValidateNumber(schema, "exclusiveMinimum", value, static order => order > 0, path, "must be above ");
                ValidateNumber(schema, "exclusiveMaximum", value, static order => order < 0, path, "must be below ");
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                // A schema counts code points: a surrogate pair is one.
                int length = text.Length - text.Count(char.IsLowSurrogate);
                ValidateLength(schema, "minLength", min => length >= min, path, "is too short; the minimum length is ");
                ValidateLength(schema, "maxLength", max => length <= max, path, "is too long; the maximum length is ");
                break;
            case JsonValueKind.Array:
                int count = value.GetArrayLength();
                ValidateLength(schema, "minItems", min => count >= min, path, "has too few items; the minimum is ");
                ValidateLength(schema, "maxItems", max => count <= max, path, "has too many items; the maximum is ");
                break;
        }
    }

    private void ValidateLength(JsonElement schema, string keyword, Func<double, bool> isWithin, ValuePath path, string message)
    {
        if (TryGetKeyword(schema, keyword, out JsonElement bound) && bound.ValueKind == JsonValueKind.Number
            && bound.TryGetDouble(out double limit) && !isWithin(limit))
            AddProblem(path, message + bound.GetRawText());
    }

    private void ValidateNumber(
        JsonElement schema, string keyword, JsonElement value, Func<int, bool> isWithin, ValuePath path, string message)
    {
        if (TryGetKeyword(schema, keyword, out JsonElement bound) && bound.ValueKind == JsonValueKind.Number
            && CompareNumbers(value, bound) is { } order && !isWithin(order))
            AddProblem(path, message + bound.GetRawText());
    }

    /// <summary>Compares two numbers; null if they differ by less than the precision of a double.</summary>
    private static int? CompareNumbers(JsonElement left, JsonElement right)
    {
        // A double has 15 digits: 9007199254740993 would equal 9007199254740992.
        if (left.TryGetDecimal(out decimal exactLeft) && right.TryGetDecimal(out decimal exactRight) && exactLeft != exactRight)
            return exactLeft.CompareTo(exactRight);
        int order = ReadDouble(left)!.Value.CompareTo(ReadDouble(right)!.Value);
        return order != 0 || JsonElement.DeepEquals(left, right) ? order : null;
    }
}
