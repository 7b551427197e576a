using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What the completion tokens were spent on.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CompletionTokensDetails>))]
public sealed record CompletionTokensDetails : SchemaObject
{
    /// <summary>Tokens of thinking; part of <see cref="Usage.CompletionTokens"/>.</summary>
    public long? ReasoningTokens { get; init; }

    /// <summary>Tokens of audio that the model made.</summary>
    public long? AudioTokens { get; init; }

    /// <summary>Tokens of the prediction that stand in the answer.</summary>
    public long? AcceptedPredictionTokens { get; init; }

    /// <summary>Tokens of the prediction that do not stand in the answer and are billed all the same.</summary>
    public long? RejectedPredictionTokens { get; init; }

    internal static CompletionTokensDetails? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        long? reasoningTokens = null, audioTokens = null, acceptedPredictionTokens = null, rejectedPredictionTokens = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Count(ref json, "reasoning_tokens"u8, ref reasoningTokens)
                || rest.Count(ref json, "audio_tokens"u8, ref audioTokens)
                || rest.Count(ref json, "accepted_prediction_tokens"u8, ref acceptedPredictionTokens)
                || rest.Count(ref json, "rejected_prediction_tokens"u8, ref rejectedPredictionTokens)))
                rest.Keep(ref json);
        }

        return new CompletionTokensDetails
        {
            ReasoningTokens = reasoningTokens,
            AudioTokens = audioTokens,
            AcceptedPredictionTokens = acceptedPredictionTokens,
            RejectedPredictionTokens = rejectedPredictionTokens,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("reasoning_tokens"u8, ReasoningTokens);
        json.Property("audio_tokens"u8, AudioTokens);
        json.Property("accepted_prediction_tokens"u8, AcceptedPredictionTokens);
        json.Property("rejected_prediction_tokens"u8, RejectedPredictionTokens);
    }
}
