namespace MiniMaxClient;

/// <summary>Represents the options of a provider's adapter.</summary>
public record ProviderAdapterOptions : AdapterOptions
{
    /// <summary>The provider's address, when it is not its own: a gateway, a proxy, an emulator.</summary>
    /// <remarks>
    /// With or without the path: for AIML API <c>https://host</c>, <c>https://host/v1/</c> and
    /// <c>https://host/v1/chat/completions</c> mean the same. A query is kept.
    /// </remarks>
    /// <value>Default: the provider's own address.</value>
    public Uri? BaseAddress { get; init; }
}
