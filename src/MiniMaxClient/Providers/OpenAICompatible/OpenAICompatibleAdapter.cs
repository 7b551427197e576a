using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents an adapter for OpenAI-compatible endpoints, such as those of MiniMax, vLLM, SGLang or a gateway.</summary>
/// <remarks>
/// For a provider with its own paths, key header, model ids or limits derive a class: pass
/// <see cref="CompatibleAdapterOptions"/> to its base, override <see cref="ProviderAdapter.MapModel"/> and
/// <see cref="ProviderAdapter.GetCapabilities"/>, and for errors in another format <see cref="ProviderAdapter.FindError"/>.
/// </remarks>
public class OpenAICompatibleAdapter : ProviderAdapter
{
    private const string DefaultChatPath = "chat/completions";

    /// <summary>Initializes a new instance.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>chat/completions</c> at the end, such as <c>https://api.minimax.io/v1</c>.
    /// </param>
    /// <param name="apiKey">
    /// The API key, or a source of keys, sent as a Bearer token unless <see cref="AdapterOptions.Authentication"/> is set;
    /// null for a host that requires none.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="name"/> or <paramref name="endpoint"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException">The name, the address, the key or an option is not valid.</exception>
    public OpenAICompatibleAdapter(string name, Uri endpoint, ApiKeySource? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, endpoint, apiKey, options, GetChatPath(options, DefaultChatPath))
    {
    }

    /// <inheritdoc cref="OpenAICompatibleAdapter(string, Uri, ApiKeySource?, CompatibleAdapterOptions?)"/>
    public OpenAICompatibleAdapter(string name, string endpoint, ApiKeySource? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, EndpointUriBuilder.Parse(endpoint, nameof(endpoint)), apiKey, options)
    {
    }

    private OpenAICompatibleAdapter(
        string name, Uri endpoint, ApiKeySource? apiKey, CompatibleAdapterOptions? options, string path)
        : base(
            name,
            ChatProtocol.OpenAI,
            EndpointUriBuilder.Combine(endpoint, path, options?.AllowInsecureHttp ?? false, nameof(endpoint)),
            path,
            apiKey,
            options)
    {
    }

    /// <inheritdoc/>
    protected override string? ModelListPath => "models";

    /// <summary>
    /// Gets whether content starts with reasoning, without an opening tag: <c>reasoning&lt;/think&gt;text</c>.
    /// </summary>
    /// <remarks>
    /// It applies to streams, which cannot detect the reasoning before the closing tag; non-streaming responses do not require
    /// it. vLLM without a reasoning parser serves MiniMax-M2 in this way.
    /// </remarks>
    /// <value>Default: false, which drops a closing tag without an opening tag from a stream.</value>
    public bool ThinkingStartsOpen { get; init; }

    private protected override bool IsThinkingOpenAtStart => ThinkingStartsOpen;
}
