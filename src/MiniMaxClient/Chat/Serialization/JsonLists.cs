using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Reads arrays and maps; returns null and resets the reader if an element has the wrong type.</summary>
internal static class JsonLists
{
    public static IReadOnlyList<T>? Read<T>(ref Utf8JsonReader json, JsonRead<T> read)
        where T : class
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return null;
        Utf8JsonReader start = json;
        T? first = null;
        List<T>? items = null;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Null && read(ref json) is { } item)
            {
                // Most lists have one element: choices, parts of a message.
                if (first is null)
                    first = item;
                else
                    (items ??= [first]).Add(item);
                continue;
            }

            json = start;
            return null;
        }

        return items is not null ? items : first is not null ? [first] : [];
    }

    /// <summary>Whether a value is null or an empty array: strict hosts reject it where the property can be omitted.</summary>
    public static bool IsNullOrEmptyArray(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    /// <summary>Reads an array of strings, or a single string as an array with one element.</summary>
    public static IReadOnlyList<string>? ReadStrings(ref Utf8JsonReader json) =>
        ReadStringOrNull(ref json) is { } only ? [only] : Read(ref json, ReadStringOrNull);

    public static IReadOnlyList<int>? ReadIntegers(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            return null;
        Utf8JsonReader start = json;
        var items = new List<int>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (ObjectReader.TryGetInt64(ref json, out long number) && number is >= int.MinValue and <= int.MaxValue)
            {
                items.Add((int)number);
                continue;
            }

            json = start;
            return null;
        }

        return items;
    }

    public static IReadOnlyDictionary<string, double>? ReadNumbers(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        Utf8JsonReader start = json;
        var items = new Dictionary<string, double>();
        while (ObjectReader.TryReadPropertyName(ref json))
        {
            string name = JsonText.ReadString(ref json);
            json.Read();
            if (ObjectReader.GetDoubleOrNull(ref json) is { } number)
            {
                items[name] = number;
                continue;
            }

            json = start;
            return null;
        }

        return items;
    }

    private static string? ReadStringOrNull(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.String ? JsonText.ReadString(ref json) : null;
}
