using System.Globalization;

namespace MiniMaxClient;

/// <summary>What a call cost, and how that is known.</summary>
/// <param name="Usd">US dollars.</param>
/// <param name="Source">How the amount is known.</param>
public readonly record struct Cost(decimal Usd, CostSource Source)
{
    // Recomputed from AIML API's own samples: 6062 credits beside 0.003031 USD.
    private const decimal CreditsPerUsd = 2_000_000m;

    /// <summary>The source as a word: <c>reported</c>, <c>credits</c> or <c>estimated</c>.</summary>
    internal string SourceName => Source.ToString().ToLowerInvariant();

    /// <summary>The amount and its source.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} USD ({1})", Usd, SourceName);

    /// <summary>The sum; it is known no better than the worse known of the two.</summary>
    /// <remarks>A sum beyond the range of <see cref="decimal"/> is the largest (or smallest) <see cref="decimal"/>.</remarks>
    public static Cost operator +(Cost left, Cost right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static Cost Add(Cost left, Cost right) =>
        new(Sum(left.Usd, right.Usd), left.Source > right.Source ? left.Source : right.Source);

    private static decimal Sum(decimal left, decimal right) =>
        left > 0 && right > decimal.MaxValue - left ? decimal.MaxValue
        : left < 0 && right < decimal.MinValue - left ? decimal.MinValue
        : left + right;

    /// <summary>The cost of an answer: as reported, else from credits, else from a price; null when nothing tells it.</summary>
    internal static Cost? Of(CompletionMeta? meta, CallInfo? call, Usage? usage)
    {
        if ((meta?.Usage?.UsdSpent ?? call?.Number("x-aimlapi-usd-spent")) is { } usd and >= 0)
            return new(usd, CostSource.Reported);
        if ((meta?.Usage?.CreditsUsed ?? call?.Number("x-aimlapi-credits-used")) is { } credits and >= 0)
            return new(credits / CreditsPerUsd, CostSource.Credits);
        return call?.Price?.Of(usage) is { } estimate ? new(estimate, CostSource.Estimated) : null;
    }
}

/// <summary>How the cost of a call is known, best first.</summary>
public enum CostSource
{
    /// <summary>The provider told it in US dollars.</summary>
    Reported,

    /// <summary>The provider told it in credits, of which AIML API gives 2,000,000 for a US dollar.</summary>
    Credits,

    /// <summary>It was reckoned from the tokens and a price that the caller registered or the provider listed.</summary>
    Estimated,
}

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

/// <summary>What AIML API adds about the call.</summary>
[GeneratedJson]
public sealed partial record CompletionMeta : SchemaObject
{
    /// <summary>What the call cost.</summary>
    public MetaUsage? Usage { get; init; }
}

/// <summary>What a call cost on AIML API.</summary>
[GeneratedJson]
public sealed partial record MetaUsage : SchemaObject
{
    /// <summary>AIML API's credits; 2,000,000 of them are one US dollar.</summary>
    public decimal? CreditsUsed { get; init; }

    /// <summary>US dollars; bodies before April 2026 lack it.</summary>
    public decimal? UsdSpent { get; init; }
}
