using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniMaxClient;

/// <summary>A JSON object of the providers' OpenAPI schema.</summary>
/// <remarks>
/// Reading never fails because a property is missing, null or new. What the schema does not name, and what has another JSON
/// type than the schema says, is kept in <see cref="AdditionalProperties"/>; writing puts it back. A property that is null is
/// not written: AIML API's schema refuses explicit nulls. Where an additional property has the name of a typed one, it is the
/// additional one that is written. Records with lists or additional properties are not equal to their like: a list is compared
/// by reference, as everywhere in .NET.
/// </remarks>
public abstract record SchemaObject
{
    internal static readonly IReadOnlyDictionary<string, JsonElement> NoProperties =
        new ReadOnlyDictionary<string, JsonElement>(new Dictionary<string, JsonElement>());

    private protected SchemaObject()
    {
    }

    /// <summary>The properties beyond the schema, by their JSON names; empty when there are none.</summary>
    public IReadOnlyDictionary<string, JsonElement> AdditionalProperties
    {
        get => Others ?? NoProperties;
        init => Others = value is { Count: > 0 } ? value : null;
    }

    /// <summary>The same; null when there are none.</summary>
    internal IReadOnlyDictionary<string, JsonElement>? Others { get; private init; }

    /// <summary>The object as JSON, as it stands on the wire; a few words where it cannot be written.</summary>
    public sealed override string ToString()
    {
        try
        {
            return Encoding.UTF8.GetString(JsonText.Bytes(Write));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NullReferenceException)
        {
            // Not a number, a null among the messages, an element of a disposed document: a debugger must survive it.
            return $"{GetType().Name} that cannot be written as JSON";
        }
    }

    internal void Write(Utf8JsonWriter json) => Write(json, default);

    internal virtual void Write(Utf8JsonWriter json, WriteContext context)
    {
        json.WriteStartObject();
        WriteProperties(new(json, Others, context));
        WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    /// <summary>Writes each typed property by its own value; generated.</summary>
    internal abstract void WriteGeneratedProperties(ObjectWriter json);

    /// <summary>Writes the typed properties, also where one depends on more than its own value.</summary>
    internal virtual void WriteProperties(ObjectWriter json) => WriteGeneratedProperties(json);

    internal void WriteAdditionalProperties(Utf8JsonWriter json)
    {
        if (Others is not { } others)
            return;
        foreach (KeyValuePair<string, JsonElement> property in others)
        {
            json.WritePropertyName(property.Key);
            JsonText.Write(json, property.Value);
        }
    }

    internal SchemaObject With(string name, JsonNode? value)
    {
        var properties = new Dictionary<string, JsonElement>();
        foreach (KeyValuePair<string, JsonElement> property in AdditionalProperties)
            properties[property.Key] = property.Value;
        properties[name] = JsonElement.Parse(value is null ? "null"u8 : JsonText.Bytes(json => value.WriteTo(json)));
        return this with { AdditionalProperties = properties };
    }
}
