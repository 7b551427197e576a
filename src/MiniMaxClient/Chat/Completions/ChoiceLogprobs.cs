using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The log probabilities of a choice's tokens.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ChoiceLogprobs>))]
public sealed record ChoiceLogprobs : SchemaObject
{
    /// <summary>Of the tokens of the content.</summary>
    public IReadOnlyList<TokenLogprob>? Content { get; init; }

    /// <summary>Of the tokens of the refusal.</summary>
    public IReadOnlyList<TokenLogprob>? Refusal { get; init; }

    internal static ChoiceLogprobs? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        IReadOnlyList<TokenLogprob>? content = null, refusal = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Array(ref json, "content"u8, ref content, TokenLogprob.Read)
                || rest.Array(ref json, "refusal"u8, ref refusal, TokenLogprob.Read)))
                rest.Keep(ref json);
        }

        return new ChoiceLogprobs
        {
            Content = content,
            Refusal = refusal,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("content"u8, Content);
        json.Property("refusal"u8, Refusal);
    }
}
