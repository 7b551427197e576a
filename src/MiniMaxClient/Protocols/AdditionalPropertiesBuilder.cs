using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>
/// Collects the additional properties of an object that arrives in deltas; a later value replaces an earlier one.
/// </summary>
internal sealed class AdditionalPropertiesBuilder
{
    private IReadOnlyDictionary<string, JsonElement>? _last;
    private Dictionary<string, JsonElement>? _all;

    public bool IsEmpty => _all is not { Count: > 0 };

    /// <summary>Adds those of a delta; null for none.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">There are too many.</exception>
    /// <param name="properties">The properties; most chunks of a stream share one dictionary.</param>
    public void Add(IReadOnlyDictionary<string, JsonElement>? properties)
    {
        if (properties is null || ReferenceEquals(properties, _last))
            return;
        _last = properties;
        foreach (KeyValuePair<string, JsonElement> property in properties)
            Set(property.Key, property.Value);
    }

    /// <summary>Sets one property.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">There are too many.</exception>
    public void Set(string name, JsonElement value)
    {
        _all ??= [];
        if (_all.Count == WireFormat.MaxAdditionalProperties && !_all.ContainsKey(name))
            throw ErrorFactory.TooManyProperties();
        _all[name] = value;
    }

    /// <summary>Removes a property.</summary>
    public void Remove(string name) => _all?.Remove(name);

    /// <summary>Gets the properties so far; more may be added afterwards.</summary>
    public IReadOnlyDictionary<string, JsonElement> Build()
    {
        if (IsEmpty)
            return SchemaObject.NoProperties;
        var copy = new Dictionary<string, JsonElement>();
        foreach (KeyValuePair<string, JsonElement> property in _all!)
            copy[property.Key] = property.Value;
        return copy;
    }
}
