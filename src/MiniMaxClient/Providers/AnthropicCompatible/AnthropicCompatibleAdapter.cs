using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents an adapter for Anthropic-compatible endpoints, such as the one that MiniMax recommends.</summary>
/// <remarks>
/// It converts requests and responses to and from Anthropic's messages. Reasoning is received and sent with its signature.
/// </remarks>
public class AnthropicCompatibleAdapter : ProviderAdapter
{
    private const string DefaultChatPath = "v1/messages";

    /// <summary>Initializes a new instance.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>v1/messages</c> at the end, such as <c>https://api.minimax.io/anthropic</c>.
    /// </param>
    /// <param name="apiKey">
    /// The API key, or a source of keys, sent as a Bearer token unless <see cref="AdapterOptions.Authentication"/> is set;
    /// null for a host that requires none. MiniMax's host in China was observed to reject <c>x-api-key</c> and to accept a
    /// Bearer token.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="name"/> or <paramref name="endpoint"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException">The name, the address, the key or an option is not valid.</exception>
    public AnthropicCompatibleAdapter(string name, Uri endpoint, ApiKeySource? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, endpoint, apiKey, options, GetChatPath(options, DefaultChatPath))
    {
    }

    /// <inheritdoc cref="AnthropicCompatibleAdapter(string, Uri, ApiKeySource?, CompatibleAdapterOptions?)"/>
    public AnthropicCompatibleAdapter(
        string name, string endpoint, ApiKeySource? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, EndpointUriBuilder.Parse(endpoint, nameof(endpoint)), apiKey, options)
    {
    }

    private AnthropicCompatibleAdapter(
        string name, Uri endpoint, ApiKeySource? apiKey, CompatibleAdapterOptions? options, string path)
        : base(
            name,
            ChatProtocol.Anthropic,
            EndpointUriBuilder.Combine(endpoint, path, options?.AllowInsecureHttp ?? false, nameof(endpoint)),
            path,
            apiKey,
            options,
            // The protocol requires max_tokens.
            defaultMaxTokens: 16_384)
    {
    }

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "v1/messages/count_tokens";
}
