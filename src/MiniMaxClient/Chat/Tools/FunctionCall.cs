using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A call of a function.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FunctionCall>))]
public sealed record FunctionCall : SchemaObject
{
    /// <summary>The name of the function.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments as JSON text, as the model wrote them: they may not be valid JSON.</summary>
    /// <remarks>Arguments that a host sends as a JSON value instead of a string are the JSON text of that value.</remarks>
    public required string Arguments { get; init; }

    internal static FunctionCall? Read(ref Utf8JsonReader json)
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

        return new FunctionCall
        {
            Name = name ?? "",
            Arguments = arguments ?? "",
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("arguments"u8, Arguments);
    }
}
