using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Agents;

internal sealed partial class JsonSchemaCheck
{
    private JsonElement? Resolve(JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || !_work.TrySpendOnText(reference))
            return null;
        string pointer = reference.GetString()!;
        if (!_work.References.TryGetValue(pointer, out JsonElement? target))
            _work.References[pointer] = target = Find(pointer);
        return target;
    }

    /// <summary>Finds what a reference within the schema points to: <c>#/properties/node</c>.</summary>
    private JsonElement? Find(string pointer)
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
            else if (place.ValueKind != JsonValueKind.Object || !_work.TrySpend(place.GetPropertyCount() / 4)
                || !place.TryGetProperty(name, out place) || IsOtherResource(place))
                return null;
        }

        return place;
    }

    /// <summary>Whether references in a schema do not start at the root.</summary>
    private bool IsOtherResource(JsonElement schema) =>
        HasOtherValue(schema, "$id") || (_hasBareReferences && HasOtherValue(schema, "id"));

    private bool HasOtherValue(JsonElement schema, string keyword) =>
        Has(schema, keyword, out JsonElement id) && id.ValueKind == JsonValueKind.String
        && !(Has(_root, keyword, out JsonElement own) && JsonElement.DeepEquals(id, own));
}
