using System.Text.Json;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Reads JSON leniently: what is missing or of another kind is an undefined element.</summary>
internal static class JsonPath
{
    /// <summary>Gets a nested property; a number selects an item of an array.</summary>
    public static JsonElement Get(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            element = element.ValueKind switch
            {
                JsonValueKind.Object when element.TryGetProperty(name, out JsonElement value) => value,
                JsonValueKind.Array when int.TryParse(name, out int index) && index < element.GetArrayLength() => element[index],
                _ => default,
            };
        }

        return element;
    }

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static string? Text(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    public static long? Number(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out long number) ? number : null;

    /// <summary>Determines whether the element is neither missing nor null nor empty.</summary>
    public static bool HasValue(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => false,
        JsonValueKind.String => element.GetString()!.Length > 0,
        JsonValueKind.Array => element.GetArrayLength() > 0,
        _ => true,
    };
}
