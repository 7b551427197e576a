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
    /// <param name="meta">The metadata of the response; null if there is none.</param>
    /// <param name="call">The call; null for a response that was not created by a client.</param>
    /// <param name="usage">The usage; null if it was not reported.</param>
    /// <param name="serviceTier">The tier that the response names; null if it names none.</param>
    internal static Cost? FromResponse(CompletionMeta? meta, CallInfo? call, Usage? usage, ServiceTier? serviceTier = null)
    {
        if ((meta?.Usage?.UsdSpent ?? call?.GetHeaderNumber("x-aimlapi-usd-spent")) is { } usd and >= 0)
            return new() { Usd = usd, Source = CostSource.Reported };
        if ((meta?.Usage?.CreditsUsed ?? call?.GetHeaderNumber("x-aimlapi-credits-used")) is { } credits and >= 0)
            return new() { Usd = credits / CreditsPerUsd, Source = CostSource.Credits };
        // A response without a known tier does not prove that a request for priority was billed at the standard price.
        ServiceTier? billedTier = call?.IsPriorityRequested == true && !IsStandardTier(serviceTier)
            ? ServiceTier.Priority
            : serviceTier;
        return call?.Price?.CalculateCost(usage, billedTier) is { } estimate
            ? new() { Usd = estimate, Source = CostSource.Estimated }
            : null;
    }

    private static bool IsStandardTier(ServiceTier? tier) =>
        tier == ServiceTier.Standard || tier == ServiceTier.Default
        || tier == ServiceTier.Flex;
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
