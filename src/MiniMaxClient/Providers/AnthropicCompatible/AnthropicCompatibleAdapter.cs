using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Any host that speaks the Anthropic style of messages: MiniMax's own recommended route, a gateway.</summary>
/// <remarks>
/// Requests and answers are the same as everywhere; this translates. The thinking comes with its signature and goes back with it.
/// </remarks>
public class AnthropicCompatibleAdapter : ProviderAdapter
{
    private const string Path = "v1/messages";

    private readonly int _defaultMaxTokens;

    /// <summary>An adapter for a host.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>v1/messages</c> at the end, such as <c>https://api.minimax.io/anthropic</c>.
    /// </param>
    /// <param name="apiKey">
    /// The key, sent as a Bearer token: on MiniMax's China host <c>x-api-key</c> has failed where Bearer worked. Null for a host
    /// that asks for none.
    /// </param>
    /// <param name="allowInsecureHttp">Whether the key may go over <c>http</c> to a host other than this machine.</param>
    /// <param name="defaultMaxTokens">
    /// The limit on tokens that is sent when the request sets none, because the protocol demands one; at least 1.
    /// </param>
    /// <exception cref="ArgumentException">The name, the address, the key or the limit cannot be used.</exception>
    public AnthropicCompatibleAdapter(
        string name, Uri endpoint, string? apiKey, bool allowInsecureHttp = false, int defaultMaxTokens = 16_384)
        : base(
            name, ChatProtocol.Anthropic, EndpointAddress.Join(endpoint, Path, allowInsecureHttp, nameof(endpoint)), Path, apiKey)
    {
        if (defaultMaxTokens < 1)
            throw new ArgumentException($"The limit is {defaultMaxTokens}; it must be at least 1.", nameof(defaultMaxTokens));
        _defaultMaxTokens = defaultMaxTokens;
    }

    /// <inheritdoc cref="AnthropicCompatibleAdapter(string, Uri, string?, bool, int)"/>
    public AnthropicCompatibleAdapter(
        string name, string endpoint, string? apiKey, bool allowInsecureHttp = false, int defaultMaxTokens = 16_384)
        : this(name, EndpointAddress.Parse(endpoint, nameof(endpoint)), apiKey, allowInsecureHttp, defaultMaxTokens)
    {
    }

    private protected override int? DefaultMaxTokens => _defaultMaxTokens;

    private protected override string? ModelListPath => "v1/models";

    private protected override string? TokenCountPath => "v1/messages/count_tokens";
}
