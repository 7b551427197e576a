using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Reads JSON leniently: values that are missing or of another kind are null or empty.</summary>
internal static class LenientJson
{
    public static JsonElement? GetPropertyOrNull(this JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) ? value : null;

    public static string? GetStringOrNull(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.String } value ? ReadText(value) : null;

    public static bool IsTrue(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.True };

    public static int? GetInt32OrNull(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.Number } value
            ? (int)Math.Clamp(value.GetDouble(), 0, int.MaxValue)
            : null;

    // Text with an unpaired surrogate or invalid UTF-8 is kept as its JSON text.
    private static string? ReadText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText().Trim('"');
        }
    }

    public static IEnumerable<JsonElement> EnumerateArrayOrEmpty(this JsonElement owner, string name) =>
        owner.GetPropertyOrNull(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
