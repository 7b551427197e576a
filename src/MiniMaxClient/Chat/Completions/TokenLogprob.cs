using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A token and how likely the model held it.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<TokenLogprob>))]
public sealed record TokenLogprob : SchemaObject
{
    /// <summary>The token as text.</summary>
    public string? Token { get; init; }

    /// <summary>The natural logarithm of the probability.</summary>
    public double? Logprob { get; init; }

    /// <summary>The token's UTF-8 bytes; a character may be spread over several tokens.</summary>
    public IReadOnlyList<int>? Bytes { get; init; }

    /// <summary>The likeliest tokens at this place, likeliest first; null for an entry of such a list.</summary>
    public IReadOnlyList<TokenLogprob>? TopLogprobs { get; init; }

    internal static TokenLogprob? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? token = null;
        double? logprob = null;
        IReadOnlyList<int>? bytes = null;
        IReadOnlyList<TokenLogprob>? topLogprobs = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "token"u8, ref token)
                || rest.Double(ref json, "logprob"u8, ref logprob)
                || rest.Value(ref json, "bytes"u8, ref bytes, JsonLists.Integers)
                || rest.Array(ref json, "top_logprobs"u8, ref topLogprobs, TokenLogprob.Read)))
                rest.Keep(ref json);
        }

        return new TokenLogprob
        {
            Token = token,
            Logprob = logprob,
            Bytes = bytes,
            TopLogprobs = topLogprobs,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("token"u8, Token);
        json.Property("logprob"u8, Logprob);
        json.Property("bytes"u8, Bytes);
        json.Property("top_logprobs"u8, TopLogprobs);
    }
}
