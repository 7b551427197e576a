using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Finds the JSON Schema in a text that asks the model for JSON.</summary>
internal static class SchemaInstruction
{
    /// <summary>Returns the schema in an instruction that mentions a JSON Schema; null for none.</summary>
    public static JsonElement? FindInstructed(IEnumerable<string> texts) =>
        FindAny(texts.Where(static text => text.Contains("JSON Schema", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Returns the first object of a text that has properties; null for none.</summary>
    public static JsonElement? FindAny(IEnumerable<string> texts) =>
        texts.Select(Parse).FirstOrDefault(static schema => schema is not null);

    private static JsonElement? Parse(string text)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
            return null;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[start..]));
            return JsonElement.TryParseValue(ref json, out JsonElement? value)
                && value.Value.GetPropertyOrNull("properties") is not null
                ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
