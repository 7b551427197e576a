namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents a provider, or a host, in one protocol.</summary>
/// <param name="Provider">The name of the provider, which is part of file names.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Model">The model, in the library's spelling.</param>
/// <param name="Source">The source of the key, or the emulator, for the heading.</param>
/// <param name="Key">The API key; null for a host without one.</param>
/// <param name="CreateAdapter">Creates the adapter with a key.</param>
internal sealed record Target(
    string Provider,
    WireProtocol Protocol,
    string Model,
    string Source,
    string? Key,
    Func<string?, ProviderAdapter> CreateAdapter)
{
    /// <summary>Gets the assumptions that no capability states.</summary>
    public Assumptions Assumptions => Assumptions.Get(Provider, Protocol, Model);

    public string Heading => $"{Provider}, {Protocol.ToText()}, {Model} ({Source})";
}
