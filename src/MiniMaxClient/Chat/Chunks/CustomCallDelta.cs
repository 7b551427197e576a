using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of a custom tool's call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CustomCallDelta>))]
public sealed record CustomCallDelta : SchemaObject
{
    /// <summary>The name of the tool; usually only on the first piece.</summary>
    public string? Name { get; init; }

    /// <summary>The next piece of the input.</summary>
    public string? Input { get; init; }

    internal static CustomCallDelta? Read(ref Utf8JsonReader json)
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

        return new CustomCallDelta
        {
            Name = name,
            Input = input,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("input"u8, Input);
    }
}
