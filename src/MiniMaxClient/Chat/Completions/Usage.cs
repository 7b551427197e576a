using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The tokens that a call took.</summary>
/// <remarks>A count that the provider did not send is null, which is not zero.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<Usage>))]
public sealed record Usage : SchemaObject
{
    /// <summary>Tokens of the prompt.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Tokens that the model wrote, thinking included.</summary>
    public long? CompletionTokens { get; init; }

    /// <summary>Tokens of prompt and completion together.</summary>
    public long? TotalTokens { get; init; }

    /// <summary>Characters, as MiniMax counts them; 0 in every body seen.</summary>
    public long? TotalCharacters { get; init; }

    /// <summary>What the completion tokens were spent on.</summary>
    public CompletionTokensDetails? CompletionTokensDetails { get; init; }

    /// <summary>What the prompt tokens consist of.</summary>
    public PromptTokensDetails? PromptTokensDetails { get; init; }

    /// <summary>The sum of two calls' tokens; a count that neither has stays unknown.</summary>
    /// <remarks>Additional properties are not added: nobody knows whether they are counts.</remarks>
    public static Usage operator +(Usage left, Usage right) => Add(left, right);

    /// <summary>The sum of two calls' tokens; a count that neither has stays unknown.</summary>
    public static Usage Add(Usage left, Usage right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            PromptTokens = Sum(left.PromptTokens, right.PromptTokens),
            CompletionTokens = Sum(left.CompletionTokens, right.CompletionTokens),
            TotalTokens = Sum(left.TotalTokens, right.TotalTokens),
            TotalCharacters = Sum(left.TotalCharacters, right.TotalCharacters),
            CompletionTokensDetails = Add(left.CompletionTokensDetails, right.CompletionTokensDetails),
            PromptTokensDetails = Add(left.PromptTokensDetails, right.PromptTokensDetails),
        };
    }

    private static CompletionTokensDetails? Add(CompletionTokensDetails? left, CompletionTokensDetails? right) =>
        left is null || right is null ? left ?? right : new()
        {
            ReasoningTokens = Sum(left.ReasoningTokens, right.ReasoningTokens),
            AudioTokens = Sum(left.AudioTokens, right.AudioTokens),
            AcceptedPredictionTokens = Sum(left.AcceptedPredictionTokens, right.AcceptedPredictionTokens),
            RejectedPredictionTokens = Sum(left.RejectedPredictionTokens, right.RejectedPredictionTokens),
        };

    private static PromptTokensDetails? Add(PromptTokensDetails? left, PromptTokensDetails? right) =>
        left is null || right is null ? left ?? right : new()
        {
            CachedTokens = Sum(left.CachedTokens, right.CachedTokens),
            AudioTokens = Sum(left.AudioTokens, right.AudioTokens),
        };

    private static long? Sum(long? left, long? right) => left is null ? right : left + (right ?? 0);

    internal static Usage? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        long? prompt = null, completion = null, total = null, characters = null;
        CompletionTokensDetails? completionDetails = null;
        PromptTokensDetails? promptDetails = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Count(ref json, "prompt_tokens"u8, ref prompt)
                || rest.Count(ref json, "completion_tokens"u8, ref completion)
                || rest.Count(ref json, "total_tokens"u8, ref total)
                || rest.Count(ref json, "total_characters"u8, ref characters)
                || rest.Value(ref json, "completion_tokens_details"u8, ref completionDetails, CompletionTokensDetails.Read)
                || rest.Value(ref json, "prompt_tokens_details"u8, ref promptDetails, PromptTokensDetails.Read)))
                rest.Keep(ref json);
        }

        return new Usage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            TotalTokens = total,
            TotalCharacters = characters,
            CompletionTokensDetails = completionDetails,
            PromptTokensDetails = promptDetails,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("total_tokens"u8, TotalTokens);
        json.Property("total_characters"u8, TotalCharacters);
        json.Property("prompt_tokens"u8, PromptTokens);
        json.Property("completion_tokens"u8, CompletionTokens);
        json.Property("completion_tokens_details"u8, CompletionTokensDetails);
        json.Property("prompt_tokens_details"u8, PromptTokensDetails);
    }
}
