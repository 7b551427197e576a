using System.Collections.Concurrent;
using MiniMaxClient.Spending;

namespace MiniMaxClient;

/// <summary>Stores the prices of models, from which clients estimate costs that a provider does not report.</summary>
/// <remarks>
/// Initially empty, because prices change. Thread-safe; several clients can share an instance: a listed price is used for calls
/// to the provider that listed it only.
/// </remarks>
public sealed class ModelPrices
{
    private readonly ConcurrentDictionary<string, ModelPrice> _registeredPrices = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Provider, string Model), ModelPrice> _listedPrices = new();

    /// <summary>Gets or sets the price of a model, like <see cref="Find(string)"/> and <see cref="Set"/>.</summary>
    /// <param name="model">A canonical id of <see cref="MiniMaxModels"/>, or the provider's own id.</param>
    /// <exception cref="ArgumentNullException">The argument or the price is null.</exception>
    /// <exception cref="KeyNotFoundException">The price to get is unknown.</exception>
    /// <exception cref="ArgumentException">The price to set is not valid; see <see cref="Set"/>.</exception>
    public ModelPrice this[string model]
    {
        get => Find(model) ?? throw new KeyNotFoundException($"There is no price for the model '{model}'.");
        set => Set(model, value);
    }

    /// <summary>Sets the price of a model at all providers; replaces a price that a provider lists.</summary>
    /// <param name="model">A canonical id of <see cref="MiniMaxModels"/>, or the provider's own id.</param>
    /// <param name="price">The price.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="price"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An amount or <see cref="PriceTier.AbovePromptTokens"/> is negative, or <see cref="ModelPrice.PriorityFactor"/> is not
    /// above zero.
    /// </exception>
    public void Set(string model, ModelPrice price)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(price);
        if (!price.IsValid)
            throw new ArgumentException("The price has a negative amount, or a factor that is not above zero.", nameof(price));
        _registeredPrices[model] = price;
    }

    /// <summary>Adds MiniMax's list prices of its own models, for calls with <see cref="MiniMaxAdapter"/>.</summary>
    /// <remarks>
    /// <para>The prices are those of 30 November 2026, of pay-as-you-go accounts on the global platform, with a factor of 1.5 for
    /// priority. MiniMax can change them at any time: compare them with its price page, and use <see cref="Set"/> for a price
    /// that differs. Resellers have other prices, so these are not used for their calls.</para>
    /// <para>The price of M3 doubles for prompts above 512K tokens. It is not published whether that is 512,000 or 524,288; the
    /// tier begins above 512,000, so that a cost is not underestimated. For the same reason, tokens that M3.1-Flash and M3 write
    /// to the cache cost 1.25 times the price of input, which is MiniMax's rule for explicit caching, and M2-her has no price
    /// for cached tokens. M1 is not in the list.</para>
    /// </remarks>
    public void AddMiniMaxListPrices() => AddListedPrices(MiniMaxListPrices.Provider, MiniMaxListPrices.All);

    /// <summary>Finds the price of a model.</summary>
    /// <param name="model">The id under which the price was set or listed.</param>
    /// <returns>
    /// The price that was set, or else the listed one, the highest if several providers list one; null if it is unknown.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public ModelPrice? Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _registeredPrices.TryGetValue(model, out ModelPrice? price)
            ? price
            : _listedPrices.Where(entry => entry.Key.Model == model)
                .Select(static entry => entry.Value)
                .OrderByDescending(static listed => listed.Output)
                .ThenByDescending(static listed => listed.Input)
                .FirstOrDefault();
    }

    /// <summary>Finds the price of a model at a provider.</summary>
    /// <param name="model">The id under which the price was set or listed.</param>
    /// <param name="provider">The name of the provider.</param>
    /// <returns>The price that was set, or else the one that the provider lists; null if it is unknown.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="provider"/> is null.</exception>
    public ModelPrice? Find(string model, string provider)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(provider);
        return _registeredPrices.TryGetValue(model, out ModelPrice? price)
            || _listedPrices.TryGetValue((provider, model), out price)
                ? price
                : null;
    }

    /// <summary>Returns the number of prices.</summary>
    public override string ToString() =>
        $"{DisplayText.Count(_registeredPrices.Count, "price")} set, {DisplayText.Count(_listedPrices.Count, "price")} listed";

    /// <summary>Creates a copy, to which prices can be added without changing this instance.</summary>
    internal ModelPrices Copy()
    {
        var copy = new ModelPrices();
        foreach (KeyValuePair<string, ModelPrice> price in _registeredPrices)
            copy._registeredPrices[price.Key] = price.Value;
        foreach (KeyValuePair<(string Provider, string Model), ModelPrice> price in _listedPrices)
            copy._listedPrices[price.Key] = price.Value;
        return copy;
    }

    /// <summary>Replaces the prices that a provider lists; a model that its list no longer prices has none.</summary>
    internal void AddListedPrices(string provider, IReadOnlyDictionary<string, ModelPrice> prices)
    {
        foreach ((string Provider, string Model) listed in _listedPrices.Keys)
        {
            if (listed.Provider == provider && !prices.ContainsKey(listed.Model))
                _listedPrices.TryRemove(listed, out _);
        }

        foreach (KeyValuePair<string, ModelPrice> price in prices)
            _listedPrices[(provider, price.Key)] = price.Value;
    }
}
