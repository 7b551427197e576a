using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient;

/// <summary>The price of a model's tokens, in US dollars per million tokens.</summary>
/// <remarks>
/// A price per call is not modeled. The only one on a provider's page, ModelsLab's 0.6275 dollars for MiniMax-M2, is on the same
/// page per million tokens, and is the mean of the prices of input and output.
/// </remarks>
public sealed record ModelPrice
{
    private const decimal Million = 1_000_000m;
    private const decimal ThousandsPerMillion = 1000m;

    /// <summary>Initializes a new instance of the <see cref="ModelPrice"/> class.</summary>
    public ModelPrice()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ModelPrice"/> class.</summary>
    /// <param name="input">The price of a million prompt tokens in US dollars.</param>
    /// <param name="output">The price of a million completion tokens, including reasoning tokens, in US dollars.</param>
    [SetsRequiredMembers]
    public ModelPrice(decimal input, decimal output)
    {
        Input = input;
        Output = output;
    }

    /// <summary>The price of a million prompt tokens in US dollars.</summary>
    public required decimal Input { get; init; }

    /// <summary>The price of a million completion tokens, including reasoning tokens, in US dollars.</summary>
    public required decimal Output { get; init; }

    /// <summary>The price of a million prompt tokens read from the provider's cache, in US dollars.</summary>
    /// <value>Default: null, which is the price of <see cref="Input"/>.</value>
    public decimal? CachedInput { get; init; }

    /// <summary>The price of a million prompt tokens written to the provider's cache, in US dollars.</summary>
    /// <value>Default: null, which is the price of <see cref="Input"/>.</value>
    public decimal? CacheWriteInput { get; init; }

    /// <summary>The prices of calls with long prompts.</summary>
    /// <remarks>
    /// The tier with the highest <see cref="PriceTier.AbovePromptTokens"/> that the prompt exceeds is the price of all tokens of
    /// the call, completion tokens included. The order of the tiers does not matter.
    /// </remarks>
    /// <value>Default: none.</value>
    public IReadOnlyList<PriceTier> Tiers { get; init; } = [];

    /// <summary>The factor of all prices for calls with the service tier <see cref="ServiceTier.Priority"/>.</summary>
    /// <value>Range: above 0. Default: 1. MiniMax: 1.5.</value>
    public decimal PriorityFactor { get; init; } = 1m;

    /// <summary>Gets whether the prices can be used: none is negative and the factor is above zero.</summary>
    internal bool IsValid =>
        PriorityFactor > 0
        && Tiers is not null
        && Tiers.All(static tier => tier is { AbovePromptTokens: >= 0, Input: >= 0, Output: >= 0 }
            && tier is { CachedInput: null or >= 0, CacheWriteInput: null or >= 0 })
        && this is { Input: >= 0, Output: >= 0, CachedInput: null or >= 0, CacheWriteInput: null or >= 0 };

    /// <summary>Creates a price from amounts per million tokens.</summary>
    /// <param name="input">The price of a million prompt tokens in US dollars.</param>
    /// <param name="output">The price of a million completion tokens, including reasoning tokens, in US dollars.</param>
    public static ModelPrice PerMillionTokens(decimal input, decimal output) => new(input, output);

    /// <summary>Creates a price from amounts per thousand tokens, the billing unit of RunAPI.</summary>
    /// <param name="input">The price of a thousand prompt tokens in US dollars.</param>
    /// <param name="output">The price of a thousand completion tokens, including reasoning tokens, in US dollars.</param>
    /// <exception cref="OverflowException">A price per million tokens is outside the range of <see cref="decimal"/>.</exception>
    public static ModelPrice PerThousandTokens(decimal input, decimal output) =>
        new(input * ThousandsPerMillion, output * ThousandsPerMillion);

    /// <summary>Calculates the cost of a token usage in the standard tier; null if the token counts are unknown.</summary>
    /// <inheritdoc cref="CalculateCost(Usage?, ServiceTier?)" path="/remarks"/>
    /// <param name="usage">The token usage.</param>
    public decimal? CalculateCost(Usage? usage) => CalculateCost(usage, serviceTier: null);

    /// <summary>Calculates the cost of a token usage in a service tier; null if the token counts are unknown.</summary>
    /// <remarks>
    /// Tokens read from and written to the cache are part of the prompt tokens; the cost is never negative, also if the counts
    /// contradict each other. A cost outside the range of <see cref="decimal"/> is <see cref="decimal.MaxValue"/>.
    /// </remarks>
    /// <param name="usage">The token usage.</param>
    /// <param name="serviceTier">The service tier that processed the call; null for the standard tier.</param>
    public decimal? CalculateCost(Usage? usage, ServiceTier? serviceTier)
    {
        if (usage is not { PromptTokens: { } prompt, CompletionTokens: { } completion })
            return null;
        prompt = Math.Max(0, prompt);
        completion = Math.Max(0, completion);
        long written = Math.Min(Math.Max(0, usage.CacheWriteTokens ?? 0), prompt);
        long cached = Math.Min(Math.Max(0, usage.CacheReadTokens ?? 0), prompt - written);
        PriceTier? tier = FindTier(prompt);
        decimal input = tier?.Input ?? Input;
        decimal cachedInput = (tier is null ? CachedInput : tier.CachedInput) ?? input;
        decimal cacheWriteInput = (tier is null ? CacheWriteInput : tier.CacheWriteInput) ?? input;
        try
        {
            decimal cost = ((prompt - cached - written) * input) + (cached * cachedInput) + (written * cacheWriteInput)
                + (completion * (tier?.Output ?? Output));
            return Math.Max(0, cost * (serviceTier == ServiceTier.Priority ? PriorityFactor : 1m) / Million);
        }
        catch (OverflowException)
        {
            return decimal.MaxValue;
        }
    }

    /// <summary>Determines whether two prices are equal, tiers included.</summary>
    /// <param name="other">The other price.</param>
    public bool Equals(ModelPrice? other) =>
        other is not null
        && (Input, Output, CachedInput, CacheWriteInput, PriorityFactor)
            == (other.Input, other.Output, other.CachedInput, other.CacheWriteInput, other.PriorityFactor)
        && Tiers.SequenceEqual(other.Tiers);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        (Input, Output, CachedInput, CacheWriteInput, PriorityFactor, Tiers.Count).GetHashCode();

    /// <summary>Gets the price at which calls with <see cref="ServiceTier.Priority"/> are billed.</summary>
    internal ModelPrice ToPriorityPrice()
    {
        try
        {
            return this with
            {
                Input = Input * PriorityFactor,
                Output = Output * PriorityFactor,
                CachedInput = CachedInput * PriorityFactor,
                CacheWriteInput = CacheWriteInput * PriorityFactor,
                Tiers = [.. Tiers.Select(tier => tier with
                {
                    Input = tier.Input * PriorityFactor,
                    Output = tier.Output * PriorityFactor,
                    CachedInput = tier.CachedInput * PriorityFactor,
                    CacheWriteInput = tier.CacheWriteInput * PriorityFactor,
                })],
                PriorityFactor = 1m,
            };
        }
        catch (OverflowException)
        {
            return new(decimal.MaxValue, decimal.MaxValue);
        }
    }

    private PriceTier? FindTier(long promptTokens)
    {
        PriceTier? found = null;
        for (int i = 0; i < Tiers.Count; i++)
        {
            long threshold = Tiers[i].AbovePromptTokens;
            if (promptTokens > threshold && (found is null || threshold > found.AbovePromptTokens))
                found = Tiers[i];
        }

        return found;
    }
}

/// <summary>The price of calls whose prompt is longer than a number of tokens, in US dollars per million tokens.</summary>
public sealed record PriceTier
{
    /// <summary>The number of prompt tokens above which the tier applies, cached tokens included.</summary>
    /// <value>Range: at least 0.</value>
    public required long AbovePromptTokens { get; init; }

    /// <summary>The price of a million prompt tokens in US dollars.</summary>
    public required decimal Input { get; init; }

    /// <summary>The price of a million completion tokens, including reasoning tokens, in US dollars.</summary>
    public required decimal Output { get; init; }

    /// <summary>The price of a million prompt tokens read from the provider's cache, in US dollars.</summary>
    /// <value>Default: null, which is the price of <see cref="Input"/> of this tier.</value>
    public decimal? CachedInput { get; init; }

    /// <summary>The price of a million prompt tokens written to the provider's cache, in US dollars.</summary>
    /// <value>Default: null, which is the price of <see cref="Input"/> of this tier.</value>
    public decimal? CacheWriteInput { get; init; }
}
