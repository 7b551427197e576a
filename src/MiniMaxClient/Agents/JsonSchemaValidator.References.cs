using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaValidator
{
    private JsonElement? ResolveReference(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || !_stepBudget.TrySpendStepsOnText(reference))
            return null;
        string pointer = reference.GetString()!;
        if (!_stepBudget.ResolvedReferences.TryGetValue(pointer, out JsonElement? target))
            _stepBudget.ResolvedReferences[pointer] = target = FindByPointer(pointer);
        return target;
    }

    /// <summary>Finds what a reference within the schema points to: <c>#/properties/node</c>.</summary>
    private JsonElement? FindByPointer(string pointer)
    {
        if (pointer != "#" && !pointer.StartsWith("#/", StringComparison.Ordinal))
            return null;
        JsonElement place = _root;
        foreach (string part in pointer.Substring(1).Split(['/'], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            if (place.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < place.GetArrayLength())
                place = place[index];
            else if (place.ValueKind != JsonValueKind.Object || !_stepBudget.TrySpendSteps(place.GetPropertyCount() / 4)
                || !place.TryGetProperty(name, out place) || IsOtherResource(place))
                return null;
        }

        return place;
    }

    /// <summary>Whether references in a schema do not start at the root.</summary>
    private bool IsOtherResource(JsonElement schema) =>
        HasDifferentValue(schema, "$id") || (_shouldIgnoreReferenceSiblings && HasDifferentValue(schema, "id"));

    private bool HasDifferentValue(JsonElement schema, string keyword) =>
        TryGetKeyword(schema, keyword, out JsonElement id) && id.ValueKind == JsonValueKind.String
        && !(TryGetKeyword(_root, keyword, out JsonElement own) && JsonElement.DeepEquals(id, own));
}
