using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Reads JSON leniently: values that are missing or of another kind are null or empty.</summary>
internal static class LenientJson
{
    public static JsonElement? GetPropertyOrNull(this JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) ? value : null;

    public static string? GetStringOrNull(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool IsTrue(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.True };

    public static int? GetInt32OrNull(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.Number } value
            ? (int)Math.Clamp(value.GetDouble(), 0, int.MaxValue)
            : null;

    public static IEnumerable<JsonElement> EnumerateArrayOrEmpty(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
