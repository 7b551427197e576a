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

    /// <summary>Resolves a reference within the schema, such as <c>#/properties/node</c>.</summary>
    private JsonElement? FindByPointer(string pointer)
    {
        if (pointer != "#" && !pointer.StartsWith("#/", StringComparison.Ordinal))
            return null;
        JsonElement target = _root;
        foreach (string part in pointer.Substring(1).Split(['/'], StringSplitOptions.RemoveEmptyEntries))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            if (target.ValueKind == JsonValueKind.Array
                && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && index < target.GetArrayLength())
                target = target[index];
            else if (target.ValueKind != JsonValueKind.Object || !_stepBudget.TrySpendSteps(target.GetPropertyCount() / 4)
                || !target.TryGetProperty(name, out target) || IsOtherResource(target))
                return null;
        }

        return target;
    }

    /// <summary>Whether references in a schema are relative to that schema instead of the root.</summary>
    private bool IsOtherResource(JsonElement schema) =>
        HasDifferentValue(schema, "$id") || (_shouldIgnoreReferenceSiblings && HasDifferentValue(schema, "id"));

    private bool HasDifferentValue(JsonElement schema, string keyword) =>
        TryGetKeyword(schema, keyword, out JsonElement id) && id.ValueKind == JsonValueKind.String
        && !(TryGetKeyword(_root, keyword, out JsonElement rootId) && JsonElement.DeepEquals(id, rootId));
}
