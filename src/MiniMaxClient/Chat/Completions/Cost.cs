using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MiniMaxClient;

/// <summary>The cost of a call and the source of the amount.</summary>
/// <remarks>The default value is an amount of zero from an unknown source.</remarks>
public readonly record struct Cost
{
    // Computed from samples of AIML API: 6062 credits for 0.003031 USD.
    private const decimal CreditsPerUsd = 2_000_000m;

    /// <summary>The amount in US dollars.</summary>
    public decimal Usd { get; init; }

    /// <summary>The source of the amount.</summary>
    public CostSource Source { get; init; }

    /// <summary>The name of the source: <c>unknown</c>, <c>reported</c>, <c>credits</c> or <c>estimated</c>.</summary>
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
        new() { Usd = AddSaturating(left.Usd, right.Usd), Source = left.Source < right.Source ? left.Source : right.Source };

    private static decimal AddSaturating(decimal left, decimal right) =>
        left > 0 && right > decimal.MaxValue - left ? decimal.MaxValue
        : left < 0 && right < decimal.MinValue - left ? decimal.MinValue
        : left + right;

    /// <summary>Gets the cost of a response: as reported, else from credits, else from a price; null if it is unknown.</summary>
    internal static Cost? FromResponse(CompletionMeta? meta, CallInfo? call, Usage? usage)
    {
        if ((meta?.Usage?.UsdSpent ?? call?.GetHeaderNumber("x-aimlapi-usd-spent")) is { } usd and >= 0)
            return new() { Usd = usd, Source = CostSource.Reported };
        if ((meta?.Usage?.CreditsUsed ?? call?.GetHeaderNumber("x-aimlapi-credits-used")) is { } credits and >= 0)
            return new() { Usd = credits / CreditsPerUsd, Source = CostSource.Credits };
        return call?.Price?.CalculateCost(usage) is { } estimate
            ? new() { Usd = estimate, Source = CostSource.Estimated }
            : null;
    }
}

/// <summary>The source of the cost of a call, least reliable first.</summary>
public enum CostSource
{
    /// <summary>The source is unknown; this is the default.</summary>
    Unknown,

    /// <summary>Estimated from token counts and a price that the caller registered or the provider listed.</summary>
    Estimated,

    /// <summary>Converted from credits (AIML API: 2,000,000 per US dollar).</summary>
    Credits,

    /// <summary>Reported by the provider in US dollars.</summary>
    Reported,
}

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

    /// <summary>The price of a million cached prompt tokens in US dollars.</summary>
    /// <value>Default: null, which is the price of <see cref="Input"/>.</value>
    public decimal? CachedInput { get; init; }

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

    /// <summary>Calculates the cost of a token usage; null if the token counts are unknown.</summary>
    /// <remarks>A cost outside the range of <see cref="decimal"/> is <see cref="decimal.MaxValue"/>.</remarks>
    /// <param name="usage">The token usage.</param>
    public decimal? CalculateCost(Usage? usage)
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
