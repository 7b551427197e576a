using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of a function call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FunctionCallDelta>))]
public sealed record FunctionCallDelta : SchemaObject
{
    /// <summary>The name of the function; usually only on the first piece.</summary>
    public string? Name { get; init; }

    /// <summary>The next piece of the arguments' JSON text.</summary>
    public string? Arguments { get; init; }

    internal static FunctionCallDelta? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, arguments = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Text(ref json, "name"u8, ref name)
                || rest.Text(ref json, "arguments"u8, ref arguments)))
                rest.Keep(ref json);
        }

        return new FunctionCallDelta
        {
            Name = name,
            Arguments = arguments,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("arguments"u8, Arguments);
    }
}
