namespace MiniMaxClient;

/// <summary>Defines the additional members of an adapter whose provider lists its prices.</summary>
/// <remarks>Implementations must be thread-safe.</remarks>
public interface IPriceListAdapter
{
    /// <summary>Writes the request for the price list.</summary>
    /// <returns>The address, the method and the headers.</returns>
    ProviderRequest WritePriceListRequest();

    /// <summary>Reads the price list.</summary>
    /// <param name="response">A response with a 2xx status.</param>
    /// <returns>
    /// The prices by the provider's model id. A model whose price is unknown, or is in an unknown unit or currency, is omitted.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    /// <exception cref="MiniMaxException">The response is an error or cannot be read.</exception>
    IReadOnlyDictionary<string, ModelPrice> ReadPriceList(ProviderResponse response);
}
