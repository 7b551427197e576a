namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents a provider, or a host, in one protocol.</summary>
/// <param name="Provider">The name of the provider.</param>
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
    /// <summary>Gets the price of the command line, or MiniMax's list price; null if there is neither.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>Gets the assumptions that no capability states.</summary>
    public Assumptions Assumptions => Assumptions.Get(Provider, Protocol, Model);

    /// <summary>Gets whether neither the command line nor a price list has a price.</summary>
    public bool HasAssumedPrice { get; init; }

    /// <summary>Gets the part of the file names that distinguishes providers and hosts.</summary>
    public string FileName
    {
        get => field ?? Provider;
        init;
    }

    public string Heading => $"{Provider}, {Protocol.ToText()}, {Model} ({Source}{(HasAssumedPrice ? "; assumed price" : "")})";
}

/// <summary>Specifies the protocol of chat requests.</summary>
internal enum WireProtocol
{
    /// <summary>OpenAI's chat completions.</summary>
    Chat,

    /// <summary>Anthropic's Messages.</summary>
    Messages,
}

/// <summary>The words for <see cref="WireProtocol"/>.</summary>
internal static class WireProtocolText
{
    public static string ToText(this WireProtocol protocol) =>
        protocol == WireProtocol.Chat ? "chat completions" : "Messages";
}
