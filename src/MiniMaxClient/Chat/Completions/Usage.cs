namespace MiniMaxClient;

/// <summary>The tokens that a call took.</summary>
/// <remarks>A count that the provider did not send is null, which is not zero.</remarks>
[GeneratedJson]
public sealed partial record Usage : SchemaObject
{
    /// <summary>Tokens of the prompt.</summary>
    [AllowNumberString]
    public long? PromptTokens { get; init; }

    /// <summary>Tokens that the model wrote, thinking included.</summary>
    [AllowNumberString]
    public long? CompletionTokens { get; init; }

    /// <summary>Tokens of prompt and completion together.</summary>
    [AllowNumberString]
    public long? TotalTokens { get; init; }

    /// <summary>Characters, as MiniMax counts them; 0 in every body seen.</summary>
    [AllowNumberString]
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
}

/// <summary>What the completion tokens were spent on.</summary>
[GeneratedJson]
public sealed partial record CompletionTokensDetails : SchemaObject
{
    /// <summary>Tokens of thinking; part of <see cref="Usage.CompletionTokens"/>.</summary>
    [AllowNumberString]
    public long? ReasoningTokens { get; init; }

    /// <summary>Tokens of audio that the model made.</summary>
    [AllowNumberString]
    public long? AudioTokens { get; init; }

    /// <summary>Tokens of the prediction that stand in the answer.</summary>
    [AllowNumberString]
    public long? AcceptedPredictionTokens { get; init; }

    /// <summary>Tokens of the prediction that do not stand in the answer and are billed all the same.</summary>
    [AllowNumberString]
    public long? RejectedPredictionTokens { get; init; }
}

/// <summary>What the prompt tokens consist of.</summary>
[GeneratedJson]
public sealed partial record PromptTokensDetails : SchemaObject
{
    /// <summary>Tokens that the provider had in its cache.</summary>
    [AllowNumberString]
    public long? CachedTokens { get; init; }

    /// <summary>Tokens of audio in the prompt.</summary>
    [AllowNumberString]
    public long? AudioTokens { get; init; }
}
