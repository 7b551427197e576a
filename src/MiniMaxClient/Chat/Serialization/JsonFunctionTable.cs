using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The functions that read and write the JSON of a type.</summary>
internal sealed record JsonFunctions<T>(JsonRead<T> Read, Action<Utf8JsonWriter, T> Write);

/// <summary>The functions of all types with <see cref="MiniMaxJsonConverter{T}"/>.</summary>
/// <remarks>
/// A table, because netstandard2.0 has no static abstract members by which a type could provide its own functions.
/// </remarks>
internal sealed partial class JsonFunctionTable
{
    private static readonly JsonFunctionTable Instance = new();

    private readonly Dictionary<Type, object> _functions = [];

    private JsonFunctionTable()
    {
        Add(MessageContent.Read, static (json, content) => content.Write(json));
        AddGenerated();
    }

    public static JsonFunctions<T> GetFunctions<T>() =>
        Instance._functions.TryGetValue(typeof(T), out object? functions)
            ? (JsonFunctions<T>)functions
            : throw new NotSupportedException($"The type {typeof(T)} cannot be serialized on its own.");

    private partial void AddGenerated();

    private void AddObject<T>(JsonRead<T> read)
        where T : SchemaObject => Add(read, static (json, value) => value.Write(json));

    private void AddCase<T, TBase>(JsonRead<TBase> read)
        where T : class, TBase
        where TBase : SchemaObject
    {
        T? Read(ref Utf8JsonReader json) => read(ref json) as T;
        AddObject<T>(Read);
    }

    private void AddText<T>(Func<string, T> create, Func<T, string> getValue)
        where T : struct
    {
        T Read(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String
            ? create(JsonText.ReadString(ref json))
            : throw new JsonException($"A JSON value of type {json.TokenType} cannot be converted to {typeof(T).Name}.");
        Add<T>(Read, (json, text) => json.WriteStringValue(getValue(text)));
    }

    private void Add<T>(JsonRead<T> read, Action<Utf8JsonWriter, T> write) =>
        _functions.Add(typeof(T), new JsonFunctions<T>(read, write));
}
