using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>
/// Collects the additional properties of an object that arrives in deltas; a later value replaces an earlier one.
/// </summary>
internal sealed class AdditionalPropertiesBuilder
{
    private IReadOnlyDictionary<string, JsonElement>? _lastAdded;
    private Dictionary<string, JsonElement>? _properties;

    public bool IsEmpty => _properties is not { Count: > 0 };

    /// <summary>Adds the additional properties of a delta.</summary>
    /// <param name="properties">The properties, or null if there are none; most chunks of a stream share one dictionary.</param>
    /// <exception cref="MiniMaxInvalidResponseException">The object has too many additional properties.</exception>
    public void Add(IReadOnlyDictionary<string, JsonElement>? properties)
    {
        if (properties is null || ReferenceEquals(properties, _lastAdded))
            return;
        _lastAdded = properties;
        foreach (KeyValuePair<string, JsonElement> property in properties)
            Set(property.Key, property.Value);
    }

    /// <summary>Sets one property.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">The object has too many additional properties.</exception>
    public void Set(string name, JsonElement value)
    {
        _properties ??= [];
        if (_properties.Count == JsonSettings.MaxAdditionalProperties && !_properties.ContainsKey(name))
            throw ErrorFactory.TooManyAdditionalProperties();
        _properties[name] = value;
    }

    /// <summary>Removes a property.</summary>
    public void Remove(string name) => _properties?.Remove(name);

    /// <summary>Builds a copy of the properties so far; more can be added afterwards.</summary>
    public IReadOnlyDictionary<string, JsonElement> Build()
    {
        if (IsEmpty)
            return SchemaObject.EmptyProperties;
        var copy = new Dictionary<string, JsonElement>();
        foreach (KeyValuePair<string, JsonElement> property in _properties!)
            copy[property.Key] = property.Value;
        return copy;
    }
}
