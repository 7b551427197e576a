using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Any host that speaks the OpenAI style of chat completions: MiniMax itself, vLLM, SGLang, a gateway.</summary>
/// <remarks>
/// A provider with its own model ids or limits is a subclass of a few lines: override <see cref="ProviderAdapter.MapModel"/> and
/// <see cref="ProviderAdapter.GetCapabilities"/>; one with headers of its own overrides
/// <see cref="ProviderAdapter.WriteRequest"/>.
/// </remarks>
public class OpenAICompatibleAdapter : ProviderAdapter
{
    private const string Path = "chat/completions";

    /// <summary>An adapter for a host.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>chat/completions</c> at the end, such as <c>https://api.minimax.io/v1</c>.
    /// </param>
    /// <param name="apiKey">The key, sent as a Bearer token; null for a host that asks for none.</param>
    /// <param name="allowInsecureHttp">Whether the key may go over <c>http</c> to a host other than this machine.</param>
    /// <exception cref="ArgumentException">The name, the address or the key cannot be used.</exception>
    public OpenAICompatibleAdapter(string name, Uri endpoint, string? apiKey, bool allowInsecureHttp = false)
        : base(
            name, ChatProtocol.OpenAI, EndpointAddress.Join(endpoint, Path, allowInsecureHttp, nameof(endpoint)), Path, apiKey)
    {
    }

    /// <inheritdoc cref="OpenAICompatibleAdapter(string, Uri, string?, bool)"/>
    public OpenAICompatibleAdapter(string name, string endpoint, string? apiKey, bool allowInsecureHttp = false)
        : this(name, EndpointAddress.Parse(endpoint, nameof(endpoint)), apiKey, allowInsecureHttp)
    {
    }

    private protected override string? ModelListPath => "models";

    /// <summary>Whether the host leaves out the tag that opens the thinking: <c>thinking&lt;/think&gt;answer</c>.</summary>
    /// <remarks>
    /// It tells streams what they cannot see before the closing tag; whole answers do without. vLLM serves MiniMax-M2 so where it
    /// runs without a reasoning parser.
    /// </remarks>
    /// <value>Default: false, with which a closing tag that nothing opened is dropped from a stream.</value>
    public bool ThinkingStartsOpen { get; init; }

    private protected override bool StartsThinking => ThinkingStartsOpen;
}
