using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>The byte range of a string in JSON text, without its quotes.</summary>
/// <param name="Start">The index after the opening quote.</param>
/// <param name="End">The index of the closing quote.</param>
internal readonly record struct JsonRange(int Start, int End)
{
    /// <summary>Finds the string value of a property; null if there is none or it is empty.</summary>
    public static JsonRange? FindString(Utf8JsonReader json, ReadOnlySpan<byte> propertyName)
    {
        if (!TryEnterProperty(ref json, propertyName) || json.TokenType != JsonTokenType.String || json.ValueSpan.IsEmpty)
            return null;
        int start = (int)json.TokenStartIndex + 1;
        return new(start, start + json.ValueSpan.Length);
    }

    /// <summary>Moves from an object to the value of a property; false if the object does not have it exactly once.</summary>
    public static bool TryEnterProperty(ref Utf8JsonReader json, ReadOnlySpan<byte> propertyName)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return false;
        Utf8JsonReader found = default;
        int count = 0;
        while (ObjectReader.TryReadPropertyName(ref json))
        {
            bool isMatch = ObjectReader.IsAtProperty(ref json, propertyName);
            json.Read();
            if (isMatch)
            {
                found = json;
                count++;
            }

            json.Skip();
        }

        json = found;
        return count == 1;
    }

    /// <summary>Moves from an array to its only element; false if the array does not have exactly one.</summary>
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
