using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient;

/// <summary>Reads one JSON object, property by property, and keeps what nobody claims.</summary>
/// <remarks>
/// After <see cref="Next"/> the reader stands on a property name. Each typed method looks whether the name is its own; if so it
/// takes the value and returns true. A value of another JSON type than the method's is kept as an additional property.
/// </remarks>
internal struct ObjectReader
{
    private Dictionary<string, JsonElement>? _kept;

    public readonly IReadOnlyDictionary<string, JsonElement> Kept => _kept!;

    /// <summary>Moves to the next property name; false at the end of the object.</summary>
    public static bool Next(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.None)
            json.Read();
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether the reader stands on the property of this name.</summary>
    public static bool IsAt(ref Utf8JsonReader json, ReadOnlySpan<byte> name) =>
        // ValueTextEquals throws where an escape is half of a surrogate pair; a host that escapes names at all is rare.
        json.ValueIsEscaped ? JsonText.Read(ref json) == Encoding.UTF8.GetString(name)
            : json.HasValueSequence ? json.ValueTextEquals(name)
            : json.ValueSpan.SequenceEqual(name);

    public bool String(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref string? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType == JsonTokenType.String)
            value = JsonText.Read(ref json);
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Reads a value that decides what runs: a string as its text, any other JSON value as its JSON text.</summary>
    /// <remarks>A value of another type must not count as absent, for a default would take its place.</remarks>
    [SuppressMessage("Performance", "CA1822", Justification = "It is called as its sisters are.")]
    public bool Text(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref string? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType == JsonTokenType.String)
            value = JsonText.Read(ref json);
        else if (json.TokenType != JsonTokenType.Null)
            value = JsonText.Raw(JsonElement.ParseValue(ref json));
        return true;
    }

    public bool Boolean(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref bool? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
            value = json.GetBoolean();
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Takes <c>12</c>, <c>12.0</c> and <c>1.2e1</c>: the schema says <c>number</c> for whole numbers.</summary>
    public bool Int64(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref long? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (TryGetInt64(ref json, out long number))
            value = number;
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <inheritdoc cref="Int64"/>
    public bool Int32(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref int? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (TryGetInt64(ref json, out long number) && number is >= int.MinValue and <= int.MaxValue)
            value = (int)number;
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    public bool Double(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref double? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (TryGetDouble(ref json) is { } number)
            value = number;
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Reads a count that is paid for: a whole number, also one in a string.</summary>
    /// <remarks>A string is kept beside its number, so that it is written back as it came.</remarks>
    public bool Count(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref long? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (TryGetInt64(ref json, out long number))
            value = number;
        else if (json.TokenType == JsonTokenType.String
            && long.TryParse(JsonText.Read(ref json), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            KeepNumber(ref json, name, number, ref value);
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Reads an amount of money or credits, also one in a string.</summary>
    /// <inheritdoc cref="Count" path="/remarks"/>
    public bool Amount(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref decimal? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType == JsonTokenType.Number && json.TryGetDecimal(out decimal number))
            value = number;
        else if (json.TokenType == JsonTokenType.String && decimal.TryParse(
            JsonText.Read(ref json),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out number))
            KeepNumber(ref json, name, number, ref value);
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    [SuppressMessage("Performance", "CA1822", Justification = "It is called as its sisters are.")]
    public bool Element(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref JsonElement? value)
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType != JsonTokenType.Null)
            value = JsonElement.ParseValue(ref json);
        return true;
    }

    /// <summary>Takes whatever <paramref name="read"/> accepts.</summary>
    public bool Value<T>(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref T? value, JsonRead<T> read)
        where T : class
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType != JsonTokenType.Null && read(ref json) is { } some)
            value = some;
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Takes an array whose every element <paramref name="read"/> accepts.</summary>
    public bool Array<T>(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref IReadOnlyList<T>? value, JsonRead<T> read)
        where T : class
    {
        if (!TakeValue(ref json, name))
            return false;
        if (JsonLists.Of(ref json, read) is { } items)
            value = items;
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Reads a string, or an array whose every element <paramref name="read"/> accepts.</summary>
    public bool StringOrArray<T>(
        ref Utf8JsonReader json, ReadOnlySpan<byte> name, ref string? value, ref IReadOnlyList<T>? items, JsonRead<T> read)
        where T : class
    {
        if (!TakeValue(ref json, name))
            return false;
        if (json.TokenType == JsonTokenType.String)
            (value, items) = (JsonText.Read(ref json), null);
        else if (JsonLists.Of(ref json, read) is { } some)
            (value, items) = (null, some);
        else
            KeepUnlessNull(ref json, name);
        return true;
    }

    /// <summary>Keeps the property that nobody claimed.</summary>
    public void Keep(ref Utf8JsonReader json)
    {
        string name = JsonText.Read(ref json);
        json.Read();
        Keep(name, JsonElement.ParseValue(ref json));
    }

    /// <summary>Keeps a value that was read and turned out not to fit.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">There are too many.</exception>
    public void Keep(string name, JsonElement value)
    {
        _kept ??= [];
        if (_kept.Count == WireFormat.MaxAdditionalProperties && !_kept.ContainsKey(name))
            throw ErrorFactory.TooManyProperties();
        _kept[name] = value;
    }

    private static bool TakeValue(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!IsAt(ref json, name))
            return false;
        json.Read();
        return true;
    }

    private void KeepNumber<T>(ref Utf8JsonReader json, ReadOnlySpan<byte> name, T number, ref T? value)
        where T : struct
    {
        value = number;
        KeepUnlessNull(ref json, name);
    }

    private void KeepUnlessNull(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (json.TokenType != JsonTokenType.Null)
            Keep(Encoding.UTF8.GetString(name), JsonElement.ParseValue(ref json));
    }

    internal static bool TryGetInt64(ref Utf8JsonReader json, out long value)
    {
        value = 0;
        if (json.TokenType != JsonTokenType.Number)
            return false;
        if (json.TryGetInt64(out value))
            return true;
        if (!json.TryGetDecimal(out decimal number) || number != decimal.Truncate(number)
            || number is < long.MinValue or > long.MaxValue)
            return false;
        value = (long)number;
        return true;
    }

    internal static double? TryGetDouble(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number)
            return null;
        // .NET Core 3.0 and later read 1e400 as infinity, which no JSON can carry on.
        return json.TryGetDouble(out double number) && !double.IsInfinity(number) ? number : null;
    }
}
