using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Whether the model may think, in MiniMax's own form.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<Thinking>))]
public sealed record Thinking : SchemaObject
{
    /// <summary><c>adaptive</c> or <c>disabled</c>; M2.x models think always.</summary>
    public string? Type { get; init; }

    /// <summary>The model decides how much it thinks.</summary>
    public static Thinking Adaptive { get; } = new() { Type = "adaptive" };

    /// <summary>The model does not think; only M3 and later take it.</summary>
    public static Thinking Disabled { get; } = new() { Type = "disabled" };

    internal static Thinking? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.String(ref json, "type"u8, ref type))
                rest.Keep(ref json);
        }

        return new Thinking
        {
            Type = type,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
    }
}
