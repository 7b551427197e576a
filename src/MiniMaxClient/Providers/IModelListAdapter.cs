namespace MiniMaxClient;

/// <summary>The part of an adapter whose provider lists its models.</summary>
public interface IModelListAdapter
{
    /// <summary>Writes the request for the list.</summary>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    ProviderRequest WriteModelListRequest();

    /// <summary>Reads the list.</summary>
    /// <param name="response">An answer with a 2xx status.</param>
    /// <exception cref="MiniMaxException">The answer is an error, or none that can be read.</exception>
    IReadOnlyList<ModelInfo> ReadModelList(ProviderResponse response);
}
