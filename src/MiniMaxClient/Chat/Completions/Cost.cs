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
