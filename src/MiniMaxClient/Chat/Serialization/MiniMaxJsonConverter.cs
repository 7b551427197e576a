using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Lets <see cref="JsonSerializer"/> read and write the types of this library as the wire has them.</summary>
/// <remarks>
/// The types carry it as an attribute, so a history can be stored and read back with any options and with any source-generated
/// context, ahead-of-time compiled programs included.
/// </remarks>
/// <typeparam name="T">A type of the schema.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MiniMaxJsonConverter<T> : JsonConverter<T>
{
    // Asked for late: a program that is compiled ahead of time creates converters of types that it never reads or writes.
    private static JsonFunctions<T> Functions => field ??= JsonFunctionTable.Find<T>();

    /// <inheritdoc/>
    /// <exception cref="JsonException">The JSON is not of the kind that the type stands for.</exception>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Functions.Read(ref reader) is { } value
            ? value
            : throw new JsonException($"The JSON {reader.TokenType} is not a {typeof(T).Name}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Functions.Write(writer, value);
    }
}
