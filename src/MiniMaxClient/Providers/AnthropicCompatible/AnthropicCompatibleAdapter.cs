using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Any host that speaks the Anthropic style of messages: MiniMax's own recommended route, a gateway.</summary>
/// <remarks>
/// Requests and answers are the same as everywhere; this translates. The thinking comes with its signature and goes back with it.
/// </remarks>
public class AnthropicCompatibleAdapter : ProviderAdapter
{
    private const string DefaultChatPath = "v1/messages";

    /// <summary>An adapter for a host.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>v1/messages</c> at the end, such as <c>https://api.minimax.io/anthropic</c>.
    /// </param>
    /// <param name="apiKey">
    /// The key, sent as a Bearer token if the options do not have another <see cref="AdapterOptions.Authentication"/>: on
    /// MiniMax's China host <c>x-api-key</c> has failed where Bearer worked. Null for a host that requires none.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentException">The name, the address, the key or an option cannot be used.</exception>
    public AnthropicCompatibleAdapter(string name, Uri endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, endpoint, apiKey, options, GetChatPath(options, DefaultChatPath))
    {
    }

    /// <inheritdoc cref="AnthropicCompatibleAdapter(string, Uri, string?, CompatibleAdapterOptions?)"/>
    public AnthropicCompatibleAdapter(string name, string endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, EndpointUriBuilder.Parse(endpoint, nameof(endpoint)), apiKey, options)
    {
    }

    private AnthropicCompatibleAdapter(
        string name, Uri endpoint, string? apiKey, CompatibleAdapterOptions? options, string path)
        : base(
            name,
            ChatProtocol.Anthropic,
            EndpointUriBuilder.Combine(endpoint, path, options?.AllowInsecureHttp ?? false, nameof(endpoint)),
            path,
            apiKey,
            options,
            // The protocol requires a limit.
            defaultMaxTokens: 16_384)
    {
    }

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "v1/messages/count_tokens";
}
