using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaCheck
{
    private void CheckBounds(JsonElement schema, JsonElement value, ValuePath path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when Number(value) is { } number:
                CheckBound(schema, "minimum", value, least => number >= least, path, "must be at least ");
                CheckBound(schema, "maximum", value, most => number <= most, path, "must be at most ");
                CheckBound(schema, "exclusiveMinimum", value, below => number > below, path, "must be above ");
                CheckBound(schema, "exclusiveMaximum", value, above => number < above, path, "must be below ");
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                // The second half of a pair makes no character of its own.
                int length = text.Length - text.Count(char.IsLowSurrogate);
                CheckBound(schema, "minLength", value, least => length >= least, path, "is too short; its least length is ");
                CheckBound(schema, "maxLength", value, most => length <= most, path, "is too long; its greatest length is ");
                break;
            case JsonValueKind.Array:
                int count = value.GetArrayLength();
                CheckBound(schema, "minItems", value, least => count >= least, path, "has too few items; the least are ");
                CheckBound(schema, "maxItems", value, most => count <= most, path, "has too many items; the most are ");
                break;
        }
    }

    private void CheckBound(
        JsonElement schema, string keyword, JsonElement value, Func<double, bool> holds, ValuePath path, string message)
    {
        if (Has(schema, keyword, out JsonElement bound) && bound.ValueKind == JsonValueKind.Number
            && bound.TryGetDouble(out double limit) && !holds(limit) && !IsRounded(value, bound, limit))
            Add(path, message + bound.GetRawText());
    }

    /// <summary>Whether a number equals its bound only because a double has no more digits.</summary>
    private static bool IsRounded(JsonElement value, JsonElement bound, double limit) =>
        value.ValueKind == JsonValueKind.Number && Number(value) == limit && !JsonElement.DeepEquals(value, bound);
}
