namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Limits the cost of a run, with the library's spend limit and an estimate before each check.</summary>
/// <remarks>
/// The limit counts the amount spent; the estimate keeps a check from starting whose largest cost exceeds the rest. Costs are
/// those that the provider reports, or else estimates from the list price, or else from <see cref="AssumedPrice"/>.
/// </remarks>
internal sealed class SpendCeiling(decimal maxUsd)
{
    public const string Reason = "spend ceiling";

    /// <summary>Gets the price of a model whose price is not known: above every list price of MiniMax.</summary>
    public static ModelPrice AssumedPrice { get; } = ModelPrice.PerMillionTokens(1.00m, 4.00m);

    public decimal MaxUsd => maxUsd;

    /// <summary>Gets the limit that all clients share; null for a ceiling of zero, which allows no cost at all.</summary>
    public SpendLimit? Limit { get; } = maxUsd > 0 ? new(maxUsd, Timeout.InfiniteTimeSpan) : null;

    public decimal Spent => Limit?.Spent ?? 0;

    /// <summary>Determines whether a check can start.</summary>
    public bool Allows(CheckCost cost, ModelPrice price)
    {
        decimal usd = cost.ToUsd(price);
        return usd == 0 || Spent + usd <= maxUsd;
    }

    /// <summary>Gets the price with which the cost of a check is estimated.</summary>
    public static ModelPrice GetPrice(ProviderAdapter adapter, string model)
    {
        var prices = new ModelPrices();
        prices.AddMiniMaxListPrices();
        return prices.Find(model, adapter.Name) ?? AssumedPrice;
    }

    /// <summary>Creates the prices of a client, so that every response has a cost.</summary>
    public static ModelPrices CreatePrices(ProviderAdapter adapter, string model)
    {
        var prices = new ModelPrices();
        prices.Set(model, GetPrice(adapter, model));
        return prices;
    }
}
