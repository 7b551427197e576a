using System.Globalization;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Limits the cost of a run, with the library's spend limit and an estimate before each check.</summary>
/// <remarks>
/// The limit counts the amount spent; the estimate keeps a check from starting whose largest cost exceeds the rest. Costs are
/// those that the provider reports, or else estimates from the listed price, or else from <see cref="AssumedPrice"/>.
/// </remarks>
internal sealed class SpendCeiling(decimal maxUsd)
{
    public const string Reason = "spend ceiling";

    private decimal _lostResponsesUsd;

    /// <summary>Gets the price of a model whose price is not known: above every list price of MiniMax.</summary>
    public static ModelPrice AssumedPrice { get; } = ModelPrice.PerMillionTokens(1.00m, 4.00m);

    public decimal MaxUsd => maxUsd;

    /// <summary>Gets the limit that all clients share; null for a ceiling of zero, which allows no cost at all.</summary>
    public SpendLimit? Limit { get; } = maxUsd > 0 ? new(maxUsd, Timeout.InfiniteTimeSpan) : null;

    /// <summary>Gets the amount spent, including the largest cost of checks whose responses did not arrive.</summary>
    public decimal Spent => (Limit?.Spent ?? 0) + _lostResponsesUsd;

    /// <summary>Determines whether a check can start.</summary>
    /// <param name="usd">Its largest cost.</param>
    public bool Allows(decimal usd) => usd == 0 || Spent + usd <= maxUsd;

    /// <summary>Charges a check in full, because the provider may have completed a response that did not arrive.</summary>
    /// <param name="usd">The largest cost of the check.</param>
    /// <param name="spentBefore">The amount spent before the check.</param>
    public void ChargeLostResponse(decimal usd, decimal spentBefore) =>
        _lostResponsesUsd += Math.Max(0, spentBefore + usd - Spent);

    /// <summary>Finds MiniMax's list price, or else null.</summary>
    public static ModelPrice? FindListPrice(ProviderAdapter adapter, string model)
    {
        var prices = new ModelPrices();
        prices.AddMiniMaxListPrices();
        return prices.Find(model, adapter.Name);
    }
}

/// <summary>Formats amounts in US dollars.</summary>
internal static class Money
{
    public static string Format(decimal usd) => usd.ToString("0.00####", CultureInfo.InvariantCulture);
}
