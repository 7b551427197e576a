using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaCheck
{
    private void CheckBounds(JsonElement schema, JsonElement value, ValuePath path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when Number(value) is { } number:
                CheckBound(schema, "minimum", least => number >= least, path, "must be at least ");
                CheckBound(schema, "maximum", most => number <= most, path, "must be at most ");
                CheckBound(schema, "exclusiveMinimum", below => number > below, path, "must be above ");
                CheckBound(schema, "exclusiveMaximum", above => number < above, path, "must be below ");
                break;
            case JsonValueKind.String:
                string text = value.GetString()!;
                // The second half of a pair makes no character of its own.
                int length = text.Length - text.Count(char.IsLowSurrogate);
                CheckBound(schema, "minLength", least => length >= least, path, "is too short; its least length is ");
                CheckBound(schema, "maxLength", most => length <= most, path, "is too long; its greatest length is ");
                break;
            case JsonValueKind.Array:
                int count = value.GetArrayLength();
                CheckBound(schema, "minItems", least => count >= least, path, "has too few items; the least are ");
                CheckBound(schema, "maxItems", most => count <= most, path, "has too many items; the most are ");
                break;
        }
    }

    private void CheckBound(JsonElement schema, string keyword, Func<double, bool> holds, ValuePath path, string message)
    {
        if (Has(schema, keyword, out JsonElement bound) && bound.ValueKind == JsonValueKind.Number
            && bound.TryGetDouble(out double limit) && !holds(limit))
            Add(path, message + bound.GetRawText());
    }
}
