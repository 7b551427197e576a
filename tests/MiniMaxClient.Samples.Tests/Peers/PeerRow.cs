using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>A response of a server in both API styles, and the description of its outcomes.</summary>
/// <param name="Title">The row's name on the page.</param>
/// <param name="OpenAI">Creates the response in the OpenAI style; its argument is the address of another server.</param>
/// <param name="Anthropic">Creates the response in the Anthropic style.</param>
/// <param name="Describe">Describes an outcome.</param>
internal sealed record PeerRow(
    string Title, Func<Uri, Reply> OpenAI, Func<Uri, Reply> Anthropic, Func<PeerOutcome, string> Describe)
{
    /// <summary>Whether a stream is requested.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>The timeout of the peers; null for their defaults.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The timeout of this library, at least as long as that of the peers.</summary>
    public TimeSpan? OurLimit { get; init; }
}
