using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Where a string stands in JSON text, without its quotes.</summary>
/// <param name="Start">The place behind the opening quote.</param>
/// <param name="End">The place of the closing quote.</param>
internal readonly record struct JsonRange(int Start, int End)
{
    /// <summary>The string of a property; null where there is none, or an empty one.</summary>
    public static JsonRange? FindString(Utf8JsonReader json, ReadOnlySpan<byte> propertyName)
    {
        if (!TryEnterProperty(ref json, propertyName) || json.TokenType != JsonTokenType.String || json.ValueSpan.IsEmpty)
            return null;
        int start = (int)json.TokenStartIndex + 1;
        return new(start, start + json.ValueSpan.Length);
    }

    /// <summary>Moves from an object to the value of a property; false where it does not stand in it, or twice.</summary>
    public static bool TryEnterProperty(ref Utf8JsonReader json, ReadOnlySpan<byte> propertyName)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return false;
        Utf8JsonReader found = default;
        int count = 0;
        while (ObjectReader.TryReadPropertyName(ref json))
        {
            bool isIt = ObjectReader.IsAtProperty(ref json, propertyName);
            json.Read();
            if (isIt)
            {
                found = json;
                count++;
            }

            json.Skip();
        }

        json = found;
        return count == 1;
    }

    /// <summary>Moves from an array to its only element; false where there is another number of them.</summary>
    public static bool TryEnterSingleElement(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray || !json.Read() || json.TokenType == JsonTokenType.EndArray)
            return false;
        Utf8JsonReader found = json;
        json.Skip();
        json.Read();
        bool isOnly = json.TokenType == JsonTokenType.EndArray;
        json = found;
        return isOnly;
    }
}
