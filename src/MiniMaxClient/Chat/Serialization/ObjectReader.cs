using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient;

/// <summary>Reads a JSON object property by property and collects the additional properties.</summary>
/// <remarks>
/// After <see cref="TryReadProperty"/>, the reader is at the value of a property. The typed methods read it; a value of another
/// JSON type becomes an additional property, and null is ignored.
/// </remarks>
internal struct ObjectReader
{
    private Dictionary<string, JsonElement>? _additionalProperties;
    private string? _escapedName;

    /// <summary>Gets the additional properties; null if there are none, which the property of a record accepts.</summary>
    public readonly IReadOnlyDictionary<string, JsonElement> AdditionalProperties => _additionalProperties!;

    /// <summary>Moves to the next property name; returns false at the end of the object.</summary>
    public static bool TryReadPropertyName(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Whether the reader is at the property with this name.</summary>
    public static bool IsAtProperty(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name) =>
        // ValueTextEquals throws if an escape is an unpaired surrogate; few hosts escape names at all.
        json.ValueIsEscaped ? JsonText.ReadString(ref json) == Encoding.UTF8.GetString(name)
            : json.HasValueSequence ? json.ValueTextEquals(name)
            : json.ValueSpan.SequenceEqual(name);

    /// <summary>Moves to the value of the next property; returns false at the end of the object.</summary>
    /// <param name="json">The reader, at the start of the object or at the last token of a value.</param>
    /// <param name="name">The name of the property.</param>
    public bool TryReadProperty(ref Utf8JsonReader json, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!TryReadPropertyName(ref json))
            return false;
        _escapedName = json.ValueIsEscaped ? JsonText.ReadString(ref json) : null;
        name = _escapedName is not null ? Encoding.UTF8.GetBytes(_escapedName)
            : json.HasValueSequence ? json.ValueSequence.ToArray()
            : json.ValueSpan;
        json.Read();
        return true;
    }

    public void ReadString(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref string? value)
    {
        if (json.TokenType == JsonTokenType.String)
            value = JsonText.ReadString(ref json);
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>
    /// Reads a value that determines what is executed: a string as its text, any other JSON value as its JSON text.
    /// </summary>
    /// <remarks>A value of another type must not be treated as missing, because a default would replace it.</remarks>
    [SuppressMessage("Performance", "CA1822", Justification = "Called in the same way as the other methods.")]
    public void ReadAnyJsonAsText(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref string? value)
    {
        if (json.TokenType == JsonTokenType.String)
            value = JsonText.ReadString(ref json);
        else if (json.TokenType != JsonTokenType.Null)
            value = JsonText.GetRawText(JsonElement.ParseValue(ref json));
    }

    public void ReadBoolean(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref bool? value)
    {
        if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
            value = json.GetBoolean();
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>
    /// Reads an integer such as <c>12</c>, <c>12.0</c> or <c>1.2e1</c>: the schema defines integers as <c>number</c>.
    /// </summary>
    public void ReadInt64(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref long? value)
    {
        if (TryGetInt64(ref json, out long number))
            value = number;
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <inheritdoc cref="ReadInt64"/>
    public void ReadInt32(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref int? value)
    {
        if (TryGetInt64(ref json, out long number) && number is >= int.MinValue and <= int.MaxValue)
            value = (int)number;
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    public void ReadDouble(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref double? value)
    {
        if (GetDoubleOrNull(ref json) is { } number)
            value = number;
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>Reads a billed count: an integer, or an integer in a string.</summary>
    /// <remarks>A string is preserved in addition to its number, so that it is written back in its original form.</remarks>
    public void ReadCount(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref long? value)
    {
        if (TryGetInt64(ref json, out long number))
            value = number;
        else if (json.TokenType == JsonTokenType.String
            && long.TryParse(JsonText.ReadString(ref json), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            SetNumberFromString(ref json, name, number, ref value);
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>Reads an amount of money or credits: a number, or a number in a string.</summary>
    /// <inheritdoc cref="ReadCount" path="/remarks"/>
    public void ReadAmount(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref decimal? value)
    {
        if (json.TokenType == JsonTokenType.Number && json.TryGetDecimal(out decimal number))
            value = number;
        else if (json.TokenType == JsonTokenType.String && decimal.TryParse(
            JsonText.ReadString(ref json),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out number))
            SetNumberFromString(ref json, name, number, ref value);
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    [SuppressMessage("Performance", "CA1822", Justification = "Called in the same way as the other methods.")]
    public void ReadElement(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref JsonElement? value)
    {
        if (json.TokenType != JsonTokenType.Null)
            value = JsonElement.ParseValue(ref json);
    }

    /// <summary>Reads a value that <paramref name="read"/> accepts.</summary>
    public void ReadValue<T>(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref T? value, JsonRead<T> read)
        where T : class
    {
        if (json.TokenType != JsonTokenType.Null && read(ref json) is { } result)
            value = result;
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>Reads an array whose elements <paramref name="read"/> accepts.</summary>
    public void ReadArray<T>(
        ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, ref IReadOnlyList<T>? value, JsonRead<T> read)
        where T : class
    {
        if (JsonLists.Read(ref json, read) is { } items)
            value = items;
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>Reads a string, or an array whose elements <paramref name="read"/> accepts.</summary>
    public void ReadStringOrArray<T>(
        ref Utf8JsonReader json,
        scoped ReadOnlySpan<byte> name,
        ref string? value,
        ref IReadOnlyList<T>? items,
        JsonRead<T> read)
        where T : class
    {
        if (json.TokenType == JsonTokenType.String)
            (value, items) = (JsonText.ReadString(ref json), null);
        else if (JsonLists.Read(ref json, read) is { } list)
            (value, items) = (null, list);
        else
            AddAdditionalPropertyUnlessNull(ref json, name);
    }

    /// <summary>Adds the property to the additional properties.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">There are too many additional properties.</exception>
    public void AddAdditionalProperty(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name)
    {
        string key = _escapedName ?? Encoding.UTF8.GetString(name);
        JsonElement value = JsonElement.ParseValue(ref json);
        _additionalProperties ??= [];
        if (_additionalProperties.Count == JsonSettings.MaxAdditionalProperties && !_additionalProperties.ContainsKey(key))
            throw ErrorFactory.TooManyAdditionalProperties();
        _additionalProperties[key] = value;
    }

    private void SetNumberFromString<T>(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name, T number, ref T? value)
        where T : struct
    {
        value = number;
        AddAdditionalPropertyUnlessNull(ref json, name);
    }

    private void AddAdditionalPropertyUnlessNull(ref Utf8JsonReader json, scoped ReadOnlySpan<byte> name)
    {
        if (json.TokenType != JsonTokenType.Null)
            AddAdditionalProperty(ref json, name);
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

    internal static double? GetDoubleOrNull(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number)
            return null;
        // .NET Core 3.0 and later read 1e400 as infinity, which JSON cannot represent.
        return json.TryGetDouble(out double number) && !double.IsInfinity(number) ? number : null;
    }
}

/// <summary>Reads the value at which the reader is positioned and leaves the reader at its last token.</summary>
/// <returns>The value; null, with the reader unchanged, if the value has the wrong type.</returns>
internal delegate T? JsonRead<T>(ref Utf8JsonReader json);
