using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniMaxClient;

/// <summary>A JSON object of the providers' OpenAPI schema.</summary>
/// <remarks>
/// Reading does not fail if a property is missing, null or unknown. Properties that the schema does not define, and properties
/// whose JSON type differs from the schema, are preserved in <see cref="AdditionalProperties"/> and written back. Null properties
/// are not written, because AIML API's schema rejects explicit nulls. If an additional property has the name of a typed property,
/// the additional property is written. Records with lists or additional properties are equal only if these are the same
/// instances: lists are compared by reference, as is usual in .NET.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public abstract record SchemaObject
{
    internal static readonly IReadOnlyDictionary<string, JsonElement> EmptyProperties =
        new ReadOnlyDictionary<string, JsonElement>(new Dictionary<string, JsonElement>());

    private protected SchemaObject()
    {
    }

    /// <summary>The properties that the schema does not define, by JSON name; empty if there are none.</summary>
    public IReadOnlyDictionary<string, JsonElement> AdditionalProperties
    {
        get => AdditionalPropertiesOrNull ?? EmptyProperties;
        init => AdditionalPropertiesOrNull = value is { Count: > 0 } ? value : null;
    }

    /// <summary>The additional properties, or null if there are none.</summary>
    internal IReadOnlyDictionary<string, JsonElement>? AdditionalPropertiesOrNull { get; private init; }

    /// <summary>Returns a text for people: that of a message, a part, a response or a chunk, otherwise shortened JSON.</summary>
    /// <remarks>
    /// Files, images and videos are described, not written. The text of a message, a part, a response or a chunk is complete and
    /// unchanged, line breaks included; all else is one line of bounded length. For the JSON, use <see cref="JsonSerializer"/>.
    /// </remarks>
    public sealed override string ToString() => Describe(ToDisplayText);

    /// <summary>Returns the text of <see cref="ToString"/>.</summary>
    internal virtual string ToDisplayText() => ToDisplayJson();

    /// <summary>Returns JSON whose long strings, lists and data are shortened.</summary>
    private protected string ToDisplayJson() =>
        Encoding.UTF8.GetString(JsonText.WriteToBytes(json => Write(json, new(null, IsDisplay: true))));

    /// <summary>Returns the text of the debugger: one short line.</summary>
    internal virtual string ToDebuggerText() => DisplayText.Shorten(ToDisplayText());

    internal void Write(Utf8JsonWriter json) => Write(json, default);

    internal virtual void Write(Utf8JsonWriter json, WriteContext context)
    {
        json.WriteStartObject();
        WriteProperties(new(json, AdditionalPropertiesOrNull, context));
        WriteAdditionalProperties(json, context);
        json.WriteEndObject();
    }

    /// <summary>Writes the typed properties; implemented by the source generator.</summary>
    internal abstract void WriteGeneratedProperties(ObjectWriter json);

    /// <summary>Writes the typed properties, including those that depend on more than their own value.</summary>
    internal virtual void WriteProperties(ObjectWriter json) => WriteGeneratedProperties(json);

    internal void WriteAdditionalProperties(Utf8JsonWriter json, WriteContext context = default)
    {
        if (AdditionalPropertiesOrNull is not { } properties)
            return;
        foreach (KeyValuePair<string, JsonElement> property in properties)
        {
            if (context.IsDisplay && DisplayText.IsComplete(json))
                break;
            json.WritePropertyName(context.IsDisplay ? DisplayText.Shorten(property.Key) : property.Key);
            ObjectWriter.WriteValue(json, property.Value, context);
        }
    }

    internal SchemaObject WithAdditionalProperty(string name, JsonNode? value)
    {
        var properties = new Dictionary<string, JsonElement>();
        foreach (KeyValuePair<string, JsonElement> property in AdditionalProperties)
            properties[property.Key] = property.Value;
        properties[name] = JsonElement.Parse(value is null ? "null"u8 : JsonText.WriteToBytes(json => value.WriteTo(json)));
        return this with { AdditionalProperties = properties };
    }

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private string DebuggerText => Describe(ToDebuggerText);

    private string Describe(Func<string> getText)
    {
        try
        {
            return getText();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NullReferenceException)
        {
            // For example NaN, a null message or an element of a disposed document: a debugger must not fail on it.
            return $"{GetType().Name} that is not valid";
        }
    }
}
