using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A call of a custom tool.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CustomCall>))]
public sealed record CustomCall : SchemaObject
{
    /// <summary>The name of the tool.</summary>
    public required string Name { get; init; }

    /// <summary>The text that the model wrote for the tool.</summary>
    public required string Input { get; init; }

    internal static CustomCall? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, input = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Text(ref json, "name"u8, ref name)
                || rest.Text(ref json, "input"u8, ref input)))
                rest.Keep(ref json);
        }

        return new CustomCall
        {
            Name = name ?? "",
            Input = input ?? "",
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("input"u8, Input);
    }
}
