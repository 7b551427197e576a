using System.Globalization;

namespace MiniMaxClient;

/// <summary>The cost of a call and the source of the amount.</summary>
/// <param name="Usd">The amount in US dollars.</param>
/// <param name="Source">The source of the amount.</param>
public readonly record struct Cost(decimal Usd, CostSource Source)
{
    // Computed from samples of AIML API: 6062 credits for 0.003031 USD.
    private const decimal CreditsPerUsd = 2_000_000m;

    /// <summary>The name of the source: <c>reported</c>, <c>credits</c> or <c>estimated</c>.</summary>
    internal string SourceName => Source.ToString().ToLowerInvariant();

    /// <summary>Returns the amount and its source.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} USD ({1})", Usd, SourceName);

    /// <summary>Adds two costs; the sum has the less reliable of the two sources.</summary>
    /// <remarks>
    /// A sum outside the range of <see cref="decimal"/> is <see cref="decimal.MaxValue"/> or <see cref="decimal.MinValue"/>.
    /// </remarks>
    public static Cost operator +(Cost left, Cost right) => Add(left, right);

    /// <inheritdoc cref="op_Addition"/>
    public static Cost Add(Cost left, Cost right) =>
        new(Sum(left.Usd, right.Usd), left.Source > right.Source ? left.Source : right.Source);

    private static decimal Sum(decimal left, decimal right) =>
        left > 0 && right > decimal.MaxValue - left ? decimal.MaxValue
        : left < 0 && right < decimal.MinValue - left ? decimal.MinValue
        : left + right;

    /// <summary>Gets the cost of a response: as reported, else from credits, else from a price; null if it is unknown.</summary>
    internal static Cost? Of(CompletionMeta? meta, CallInfo? call, Usage? usage)
    {
        if ((meta?.Usage?.UsdSpent ?? call?.Number("x-aimlapi-usd-spent")) is { } usd and >= 0)
            return new(usd, CostSource.Reported);
        if ((meta?.Usage?.CreditsUsed ?? call?.Number("x-aimlapi-credits-used")) is { } credits and >= 0)
            return new(credits / CreditsPerUsd, CostSource.Credits);
        return call?.Price?.Of(usage) is { } estimate ? new(estimate, CostSource.Estimated) : null;
    }
}

/// <summary>The source of the cost of a call, most reliable first.</summary>
public enum CostSource
{
    /// <summary>Reported by the provider in US dollars.</summary>
    Reported,

    /// <summary>Converted from credits (AIML API: 2,000,000 per US dollar).</summary>
    Credits,

    /// <summary>Estimated from token counts and a price that the caller registered or the provider listed.</summary>
    Estimated,
}

/// <summary>The price of a model's tokens, in US dollars per million tokens.</summary>
/// <param name="Input">The price of prompt tokens.</param>
/// <param name="Output">The price of completion tokens, including reasoning tokens.</param>
/// <param name="CachedInput">The price of cached prompt tokens; null to use <paramref name="Input"/>.</param>
public sealed record ModelPrice(decimal Input, decimal Output, decimal? CachedInput = null)
{
    private const decimal Million = 1_000_000m;

    /// <summary>Calculates the cost of a token usage; null if the token counts are unknown.</summary>
    /// <remarks>A cost outside the range of <see cref="decimal"/> is <see cref="decimal.MaxValue"/>.</remarks>
    /// <param name="usage">The token usage.</param>
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

/// <summary>The usage metadata that AIML API adds to a response.</summary>
[GeneratedJson]
public sealed partial record CompletionMeta : SchemaObject
{
    /// <summary>The cost of the call.</summary>
    public MetaUsage? Usage { get; init; }
}

/// <summary>The cost of a call on AIML API.</summary>
[GeneratedJson]
public sealed partial record MetaUsage : SchemaObject
{
    /// <summary>The number of credits of AIML API; 2,000,000 credits are one US dollar.</summary>
    public decimal? CreditsUsed { get; init; }

    /// <summary>The cost in US dollars; missing in bodies before April 2026.</summary>
    public decimal? UsdSpent { get; init; }
}
