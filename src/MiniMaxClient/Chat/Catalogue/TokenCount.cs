using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The tokens that a prompt would take.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<TokenCount>))]
public sealed record TokenCount : SchemaObject
{
    /// <summary>The count.</summary>
    public long? InputTokens { get; init; }

    internal static TokenCount? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        long? inputTokens = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.Int64(ref json, "input_tokens"u8, ref inputTokens))
                rest.Keep(ref json);
        }

        return new TokenCount
        {
            InputTokens = inputTokens,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("input_tokens"u8, InputTokens);
    }
}
