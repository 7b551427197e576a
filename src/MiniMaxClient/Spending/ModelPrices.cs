using System.Collections.Concurrent;

namespace MiniMaxClient;

/// <summary>Stores the prices of models, from which clients estimate costs that a provider does not report.</summary>
/// <remarks>Initially empty, because prices change. Thread-safe; several clients can share an instance.</remarks>
public sealed class ModelPrices
{
    private readonly ConcurrentDictionary<string, ModelPrice> _registeredPrices = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModelPrice> _listedPrices = new(StringComparer.Ordinal);

    /// <summary>Sets the price of a model; replaces one that a provider's model list contains.</summary>
    /// <param name="model">A canonical id of <see cref="MiniMaxModels"/>, or the provider's own id.</param>
    /// <param name="price">The price.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="price"/> is null.</exception>
    public void Set(string model, ModelPrice price)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(price);
        _registeredPrices[model] = price;
    }

    /// <summary>Finds the price of a model.</summary>
    /// <param name="model">The id under which the price was set or listed.</param>
    /// <returns>The price; null if it is unknown.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public ModelPrice? Find(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return _registeredPrices.TryGetValue(model, out ModelPrice? price) || _listedPrices.TryGetValue(model, out price)
            ? price
            : null;
    }

    /// <summary>Adds the prices of a provider's model list.</summary>
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
