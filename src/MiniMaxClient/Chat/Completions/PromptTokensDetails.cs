using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What the prompt tokens consist of.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<PromptTokensDetails>))]
public sealed record PromptTokensDetails : SchemaObject
{
    /// <summary>Tokens that the provider had in its cache.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>Tokens of audio in the prompt.</summary>
    public long? AudioTokens { get; init; }

    internal static PromptTokensDetails? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        long? cachedTokens = null, audioTokens = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Count(ref json, "cached_tokens"u8, ref cachedTokens)
                || rest.Count(ref json, "audio_tokens"u8, ref audioTokens)))
                rest.Keep(ref json);
        }

        return new PromptTokensDetails
        {
            CachedTokens = cachedTokens,
            AudioTokens = audioTokens,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("cached_tokens"u8, CachedTokens);
        json.Property("audio_tokens"u8, AudioTokens);
    }
}
