using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>One thing that a server does, in the two styles, and how its outcomes are told apart.</summary>
/// <param name="Title">The row's name on the page.</param>
/// <param name="OpenAI">What comes in the OpenAI style; its argument is the address of another server.</param>
/// <param name="Anthropic">What comes in the Anthropic style.</param>
/// <param name="Describe">The words for an outcome.</param>
internal sealed record PeerRow(
    string Title, Func<Uri, Reply> OpenAI, Func<Uri, Reply> Anthropic, Func<PeerOutcome, string> Describe)
{
    /// <summary>Whether a stream is asked for.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>The limit on time that the peers are given; null for their own.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The limit that this library is given; by the time it has been reached that of the peers has, too.</summary>
    public TimeSpan? OurLimit { get; init; }
}
