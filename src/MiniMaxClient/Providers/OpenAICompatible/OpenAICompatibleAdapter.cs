using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Any host that speaks the OpenAI style of chat completions: MiniMax itself, vLLM, SGLang, a gateway.</summary>
/// <remarks>
/// A provider with its own paths, header for the key, model ids or limits is a subclass of a few lines: give
/// <see cref="CompatibleAdapterOptions"/>, and override <see cref="ProviderAdapter.MapModel"/> and
/// <see cref="ProviderAdapter.GetCapabilities"/>; errors in a form of their own override <see cref="ProviderAdapter.FindError"/>.
/// </remarks>
public class OpenAICompatibleAdapter : ProviderAdapter
{
    private const string DefaultChatPath = "chat/completions";

    /// <summary>An adapter for a host.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">
    /// The address, with or without <c>chat/completions</c> at the end, such as <c>https://api.minimax.io/v1</c>.
    /// </param>
    /// <param name="apiKey">
    /// The key, sent as a Bearer token if the options do not have another <see cref="AdapterOptions.Authentication"/>; null for a
    /// host that requires none.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentException">The name, the address, the key or an option cannot be used.</exception>
    public OpenAICompatibleAdapter(string name, Uri endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, endpoint, apiKey, options, GetChatPath(options, DefaultChatPath))
    {
    }

    /// <inheritdoc cref="OpenAICompatibleAdapter(string, Uri, string?, CompatibleAdapterOptions?)"/>
    public OpenAICompatibleAdapter(string name, string endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
        : this(name, EndpointUriBuilder.Parse(endpoint, nameof(endpoint)), apiKey, options)
    {
    }

    private OpenAICompatibleAdapter(
        string name, Uri endpoint, string? apiKey, CompatibleAdapterOptions? options, string path)
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

    /// <summary>Whether the host leaves out the tag that opens the thinking: <c>thinking&lt;/think&gt;answer</c>.</summary>
    /// <remarks>
    /// It tells streams what they cannot see before the closing tag; whole answers do without. vLLM serves MiniMax-M2 so where it
    /// runs without a reasoning parser.
    /// </remarks>
    /// <value>Default: false, with which a closing tag that nothing opened is dropped from a stream.</value>
    public bool ThinkingStartsOpen { get; init; }

    private protected override bool IsThinkingOpenAtStart => ThinkingStartsOpen;
}
