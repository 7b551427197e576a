using System.Text.Json.Nodes;

namespace MiniMaxClient;

/// <summary>Extension methods for properties that the schema does not define.</summary>
public static class SchemaObjectExtensions
{
    /// <summary>Creates a copy with one more property in <see cref="SchemaObject.AdditionalProperties"/>.</summary>
    /// <param name="schemaObject">The object to copy; it is not modified.</param>
    /// <param name="name">The JSON name of the property.</param>
    /// <param name="value">The value; a <see cref="bool"/>, number or string converts implicitly.</param>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <returns>The copy, which has the type of the original.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="schemaObject"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty or white space.</exception>
    public static T WithProperty<T>(this T schemaObject, string name, JsonNode? value)
        where T : SchemaObject
    {
        ArgumentNullException.ThrowIfNull(schemaObject);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return (T)schemaObject.WithAdditionalProperty(name, value);
    }
}
