using System.Text.Json.Nodes;

namespace MiniMaxClient;

/// <summary>Adds what the schema does not name.</summary>
public static class SchemaObjectExtensions
{
    /// <summary>A copy with one more property in <see cref="SchemaObject.AdditionalProperties"/>.</summary>
    /// <param name="schemaObject">The object to copy; it stays as it is.</param>
    /// <param name="name">The JSON name of the property.</param>
    /// <param name="value">The value; a <see cref="bool"/>, number or string converts by itself.</param>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <exception cref="ArgumentNullException">The object is null.</exception>
    /// <exception cref="ArgumentException">The name is null, empty or white space.</exception>
    public static T WithProperty<T>(this T schemaObject, string name, JsonNode? value)
        where T : SchemaObject
    {
        ArgumentNullException.ThrowIfNull(schemaObject);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return (T)schemaObject.With(name, value);
    }
}
