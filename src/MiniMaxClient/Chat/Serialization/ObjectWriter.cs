using System.Text;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Writes the typed properties of an object that have a value and are not replaced by an additional property.</summary>
/// <remarks>
/// A received property whose JSON type differs from the schema is preserved as an additional property and must not be written
/// twice.
/// </remarks>
/// <param name="json">The writer.</param>
/// <param name="additional">The additional properties, or null if there are none.</param>
/// <param name="context">The context in which the object is written.</param>
internal readonly struct ObjectWriter(
    Utf8JsonWriter json, IReadOnlyDictionary<string, JsonElement>? additional, WriteContext context = default)
{
    /// <summary>Gets the context in which the object is written.</summary>
    public WriteContext Context => context;

    public void Property(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null && TryWritePropertyName(name))
            JsonText.WriteValue(json, context.IsDisplay ? DisplayText.Shorten(value) : value);
    }

    public void Property(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag && CanWriteProperty(name))
            json.WriteBoolean(name, flag);
    }

    public void Property(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number && CanWriteProperty(name))
            json.WriteNumber(name, number);
    }

    public void Property(ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && CanWriteProperty(name))
            json.WriteNumber(name, number);
    }

    public void Property(ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number && CanWriteProperty(name))
            json.WriteNumber(name, number);
    }

    public void Property(ReadOnlySpan<byte> name, JsonElement? value)
    {
        if (value is { } element && TryWritePropertyName(name))
            WriteValue(json, element, context);
    }

    public void Property(ReadOnlySpan<byte> name, SchemaObject? value)
    {
        if (value is not null && TryWritePropertyName(name))
            value.Write(json, context);
    }

    public void Property(ReadOnlySpan<byte> name, MessageContent? value)
    {
        if (value is not null && TryWritePropertyName(name))
            value.Write(json, context);
    }

    public void Property(ReadOnlySpan<byte> name, IReadOnlyList<SchemaObject>? values)
    {
        if (values is null || !TryWritePropertyName(name))
            return;
        json.WriteStartArray();
        foreach (SchemaObject value in values)
        {
            if (IsComplete)
                break;
            value.Write(json, context);
        }

        json.WriteEndArray();
    }

    public void Property(ReadOnlySpan<byte> name, IReadOnlyList<string>? values)
    {
        if (values is null || !TryWritePropertyName(name))
            return;
        json.WriteStartArray();
        foreach (string value in values)
        {
            if (IsComplete)
                break;
            json.WriteStringValue(context.IsDisplay ? DisplayText.Shorten(value) : value);
        }

        json.WriteEndArray();
    }

    public void Property(ReadOnlySpan<byte> name, IReadOnlyList<int>? values)
    {
        if (values is null || !TryWritePropertyName(name))
            return;
        json.WriteStartArray();
        foreach (int value in values)
        {
            if (IsComplete)
                break;
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    public void Property(ReadOnlySpan<byte> name, IReadOnlyDictionary<string, double>? values)
    {
        if (values is null || !TryWritePropertyName(name))
            return;
        json.WriteStartObject();
        foreach (KeyValuePair<string, double> value in values)
        {
            if (IsComplete)
                break;
            json.WriteNumber(context.IsDisplay ? DisplayText.Shorten(value.Key) : value.Key, value.Value);
        }

        json.WriteEndObject();
    }

    public void WriteNull(ReadOnlySpan<byte> name)
    {
        if (CanWriteProperty(name))
            json.WriteNull(name);
    }

    /// <summary>Writes bytes as a <c>data:</c> URL.</summary>
    public void WriteDataUrl(ReadOnlySpan<byte> name, string? mediaType, ReadOnlyMemory<byte> bytes)
    {
        if (!TryWritePropertyName(name))
            return;
        if (context.IsDisplay)
            json.WriteStringValue(DisplayText.DescribeData(mediaType, bytes.Length));
        else
            JsonText.WriteBase64String(json, $"data:{mediaType};base64,", bytes, context.FileSink);
    }

    /// <summary>Writes an element, or its start if the JSON is for display.</summary>
    public static void WriteValue(Utf8JsonWriter json, JsonElement element, WriteContext context)
    {
        if (context.IsDisplay && DisplayText.ShortenOrNull(element) is { } start)
            json.WriteStringValue(start);
        else
            JsonText.WriteValue(json, element);
    }

    private bool IsComplete => context.IsDisplay && DisplayText.IsComplete(json);

    private bool TryWritePropertyName(ReadOnlySpan<byte> name)
    {
        if (!CanWriteProperty(name))
            return false;
        json.WritePropertyName(name);
        return true;
    }

    private bool CanWriteProperty(ReadOnlySpan<byte> name) =>
        !IsComplete && (additional is null || !additional.ContainsKey(Encoding.UTF8.GetString(name)));
}
