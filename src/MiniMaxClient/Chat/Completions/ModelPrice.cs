namespace MiniMaxClient;

/// <summary>The price of a model's tokens, in US dollars for a million.</summary>
/// <param name="Input">Of the prompt.</param>
/// <param name="Output">Of the answer, thinking included.</param>
/// <param name="CachedInput">Of the part of the prompt that was cached; null for the price of the prompt.</param>
public sealed record ModelPrice(decimal Input, decimal Output, decimal? CachedInput = null)
{
    private const decimal Million = 1_000_000m;

    /// <summary>What the tokens cost; null when their counts are not known.</summary>
    /// <remarks>A cost beyond the range of <see cref="decimal"/> is the largest <see cref="decimal"/>.</remarks>
    /// <param name="usage">The tokens.</param>
    public decimal? Of(Usage? usage)
    {
        if (usage is not { PromptTokens: { } prompt, CompletionTokens: { } completion })
            return null;
        long cached = Math.Min(usage.PromptTokensDetails?.CachedTokens ?? 0, prompt);
        try
        {
            return (((prompt - cached) * Input) + (cached * (CachedInput ?? Input)) + (completion * Output)) / Million;
        }
        catch (OverflowException)
        {
            return decimal.MaxValue;
        }
    }
}
