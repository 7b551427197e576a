using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Enables <see cref="JsonSerializer"/> to read and write the types of this library in their wire format.</summary>
/// <remarks>
/// The types have it as an attribute, so a history can be stored and restored with any options and any source-generated context,
/// including in ahead-of-time compiled programs.
/// </remarks>
/// <typeparam name="T">A type of the schema.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MiniMaxJsonConverter<T> : JsonConverter<T>
{
    // Initialized lazily: an ahead-of-time compiled program creates converters for types that it never reads or writes.
    private static JsonFunctions<T> Functions => field ??= JsonFunctionTable.GetFunctions<T>();

    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON value does not have the type that <typeparamref name="T"/> requires.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">An object has too many additional properties.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Functions.Read(ref reader) is { } value
            ? value
            : throw new JsonException($"A JSON value of type {reader.TokenType} cannot be converted to {typeof(T).Name}.");

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Functions.Write(writer, value);
    }
}
