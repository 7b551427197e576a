using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Reads the body of a balance or a price list: a JSON object, or an error in any of the providers' formats.</summary>
internal static class AccountBodyReader
{
    /// <summary>Reads a body and converts its properties.</summary>
    /// <param name="body">The body.</param>
    /// <param name="context">The response that the body belongs to.</param>
    /// <param name="description">The name of the converted value, for the message of an exception.</param>
    /// <param name="convert">Converts the properties of the object; null if they have no such value.</param>
    /// <exception cref="MiniMaxException">The body is an error, or has no such value.</exception>
    public static T Read<T>(
        ReadOnlySpan<byte> body,
        ResponseContext context,
        string description,
        Func<IReadOnlyDictionary<string, JsonElement>, T?> convert)
        where T : class
    {
        IReadOnlyDictionary<string, JsonElement> properties = JsonBodyReader.Read(body, ReadProperties, context);
        T? value = convert(properties);
        bool isError = ErrorReader.IsError(null, properties) || (value is null && ErrorReader.HasErrorMessage(properties));
        if (ErrorReader.FindError(ResponsePartKind.Body, body, isError, context) is { } error)
            throw error;
        return value
            ?? throw ErrorFactory.InvalidResponseBody(context.Provider, $"the body has no {description}", body, context.Secrets);
    }

    /// <summary>Gets the amount of a property, which can be a number or a number in a string; null if it is neither.</summary>
    public static decimal? GetAmount(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out JsonElement value) ? GetAmount(value) : null;

    /// <inheritdoc cref="GetAmount(IReadOnlyDictionary{string, JsonElement}, string)"/>
    public static decimal? GetAmount(JsonElement element, string name) => GetAmount(JsonText.GetProperty(element, name));

    /// <summary>Gets the text of a property; null if it is not a string.</summary>
    public static string? GetText(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? JsonText.ReadString(value)
            : null;

    /// <inheritdoc cref="GetText(IReadOnlyDictionary{string, JsonElement}, string)"/>
    public static string? GetText(JsonElement element, string name) =>
        JsonText.GetProperty(element, name) is { ValueKind: JsonValueKind.String } text ? JsonText.ReadString(text) : null;

    /// <summary>Gets the elements of an array that are objects; null if the property is not an array.</summary>
    public static IEnumerable<JsonElement>? GetObjects(IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(static element => element.ValueKind == JsonValueKind.Object)
            : null;

    /// <summary>Gets the properties without those of the given names.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Without(
        IEnumerable<KeyValuePair<string, JsonElement>> properties, params string[] names) =>
        properties.Where(property => !names.Contains(property.Key))
            .ToDictionary(static property => property.Key, static property => property.Value);

    private static decimal? GetAmount(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) => number,
        JsonValueKind.String when decimal.TryParse(
            JsonText.ReadString(value),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out decimal number) => number,
        _ => null,
    };

    private static IReadOnlyDictionary<string, JsonElement>? ReadProperties(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var reader = default(ObjectReader);
        while (reader.TryReadProperty(ref json, out ReadOnlySpan<byte> name))
            reader.AddAdditionalProperty(ref json, name);
        return reader.AdditionalProperties ?? SchemaObject.EmptyProperties;
    }
}
