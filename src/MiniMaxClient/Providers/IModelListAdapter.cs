namespace MiniMaxClient;

/// <summary>Defines the additional members of an adapter whose provider lists its models.</summary>
/// <remarks>Implementations must be thread-safe.</remarks>
public interface IModelListAdapter
{
    /// <summary>Writes the request for the model list.</summary>
    /// <returns>The address, the method and the headers.</returns>
    /// <exception cref="NotSupportedException">The provider has no model list endpoint.</exception>
    ProviderRequest WriteModelListRequest();

    /// <summary>Reads the model list.</summary>
    /// <param name="response">A response with a 2xx status.</param>
    /// <returns>The models.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    /// <exception cref="MiniMaxException">The response is an error or cannot be read.</exception>
    IReadOnlyList<ModelInfo> ReadModelList(ProviderResponse response);
}
