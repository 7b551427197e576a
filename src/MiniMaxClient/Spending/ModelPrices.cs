using System.Collections.Concurrent;

namespace MiniMaxClient;

/// <summary>The prices by which clients estimate what a call cost when the provider does not say.</summary>
/// <remarks>One instance may serve any number of clients and threads. It starts empty: prices move.</remarks>
public sealed class ModelPrices
{
    private readonly ConcurrentDictionary<string, ModelPrice> _registeredPrices = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModelPrice> _listedPrices = new(StringComparer.Ordinal);

    /// <summary>Registers the price of a model, over one that a provider listed.</summary>
    /// <param name="model">A canonical id of <see cref="MiniMaxModels"/>, or the provider's own.</param>
    /// <param name="price">The price.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public void Set(string model, ModelPrice price)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(price);
        _registeredPrices[model] = price;
    }

    /// <summary>The price of a model; null when none is known.</summary>
    /// <param name="model">The id under which the price was registered or listed.</param>
    /// <exception cref="ArgumentNullException">The id is null.</exception>
    public ModelPrice? Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _registeredPrices.TryGetValue(model, out ModelPrice? price)
            || _listedPrices.TryGetValue(model, out price) ? price : null;
    }

    /// <summary>Adds the prices of a provider's list.</summary>
    internal void AddListedPrices(IEnumerable<ModelInfo> models)
    {
        foreach (ModelInfo model in models)
        {
            if (model.Price is not { } price)
                continue;
            foreach (string id in (model.Aliases ?? []).Append(model.Id))
                _listedPrices[id] = price;
        }
    }
}
