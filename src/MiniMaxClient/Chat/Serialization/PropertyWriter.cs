using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Writes properties that have a value and leaves out those that have none.</summary>
internal static class PropertyWriter
{
    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } some)
            json.WriteBoolean(name, some);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } some)
            json.WriteNumber(name, some);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } some)
            json.WriteNumber(name, some);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } some)
            json.WriteNumber(name, some);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonElement? value)
    {
        if (value is not { } some)
            return;
        json.WritePropertyName(name);
        some.WriteTo(json);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, SchemaObject? value)
    {
        if (value is null)
            return;
        json.WritePropertyName(name);
        value.Write(json);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, MessageContent? value)
    {
        if (value is null)
            return;
        json.WritePropertyName(name);
        value.Write(json);
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<SchemaObject>? values)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        foreach (SchemaObject value in values)
            value.Write(json);
        json.WriteEndArray();
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? values)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<int>? values)
    {
        if (values is null)
            return;
        json.WriteStartArray(name);
        foreach (int value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    public static void Property(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, double>? values)
    {
        if (values is null)
            return;
        json.WriteStartObject(name);
        foreach (KeyValuePair<string, double> value in values)
            json.WriteNumber(value.Key, value.Value);
        json.WriteEndObject();
    }
}
