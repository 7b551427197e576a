using System.Runtime.CompilerServices;

namespace MiniMaxClient;

/// <content>The methods that select a provider.</content>
public sealed partial class MiniMaxClientOptions
{
    /// <summary>Uses AIML API.</summary>
    /// <param name="apiKey">The API key; null for the one in the environment variable <c>AIMLAPI_API_KEY</c>.</param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for AIML API's own address.</param>
    [OverloadResolutionPriority(1)]
    public void UseAimlApi(string? apiKey = null, string? baseAddress = null) => SelectProvider("AimlApi", apiKey, baseAddress);

    /// <summary>Uses AIML API.</summary>
    /// <param name="apiKey">The API key; null for the one in the environment variable <c>AIMLAPI_API_KEY</c>.</param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for AIML API's own address.</param>
    public void UseAimlApi(string? apiKey, Uri? baseAddress) => SelectProvider("AimlApi", apiKey, baseAddress?.OriginalString);

    /// <summary>Uses RunAPI.</summary>
    /// <param name="apiKey">
    /// The API key; null for the one in the environment variable <c>RUNAPI_API_KEY</c>, else in <c>RUNAPI_KEY</c>.
    /// </param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for RunAPI's own address.</param>
    [OverloadResolutionPriority(1)]
    public void UseRunApi(string? apiKey = null, string? baseAddress = null) => SelectProvider("RunApi", apiKey, baseAddress);

    /// <summary>Uses RunAPI.</summary>
    /// <param name="apiKey">
    /// The API key; null for the one in the environment variable <c>RUNAPI_API_KEY</c>, else in <c>RUNAPI_KEY</c>.
    /// </param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for RunAPI's own address.</param>
    public void UseRunApi(string? apiKey, Uri? baseAddress) => SelectProvider("RunApi", apiKey, baseAddress?.OriginalString);

    /// <summary>Uses ModelsLab.</summary>
    /// <param name="apiKey">The API key; null for the one in the environment variable <c>MODELSLAB_API_KEY</c>.</param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for ModelsLab's own address.</param>
    [OverloadResolutionPriority(1)]
    public void UseModelsLab(string? apiKey = null, string? baseAddress = null) =>
        SelectProvider("ModelsLab", apiKey, baseAddress);

    /// <summary>Uses ModelsLab.</summary>
    /// <param name="apiKey">The API key; null for the one in the environment variable <c>MODELSLAB_API_KEY</c>.</param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for ModelsLab's own address.</param>
    public void UseModelsLab(string? apiKey, Uri? baseAddress) =>
        SelectProvider("ModelsLab", apiKey, baseAddress?.OriginalString);

    /// <summary>Uses MiniMax itself.</summary>
    /// <param name="apiKey">The API key; null for the one in the environment variable <c>MINIMAX_API_KEY</c>.</param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for that of the <see cref="Region"/>.</param>
    [OverloadResolutionPriority(1)]
    public void UseMiniMax(string? apiKey = null, string? baseAddress = null) => SelectProvider("MiniMax", apiKey, baseAddress);

    /// <summary>Uses MiniMax itself.</summary>
    /// <param name="apiKey">The API key; null for the one in the environment variable <c>MINIMAX_API_KEY</c>.</param>
    /// <param name="baseAddress">The address of a gateway or a proxy; null for that of the <see cref="Region"/>.</param>
    public void UseMiniMax(string? apiKey, Uri? baseAddress) => SelectProvider("MiniMax", apiKey, baseAddress?.OriginalString);

    /// <summary>Uses an OpenAI-compatible endpoint.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">The address, with or without <c>chat/completions</c> at the end.</param>
    /// <param name="apiKey">The API key; null for a host that requires none.</param>
    /// <param name="options">The options, which replace those of this object; null to keep them.</param>
    [OverloadResolutionPriority(1)]
    public void UseOpenAICompatible(
        string name, string endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
    {
        ProviderName = name;
        SelectProvider("OpenAICompatible", apiKey, endpoint);
        ApplyAdapterOptions(options);
    }

    /// <summary>Uses an OpenAI-compatible endpoint.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">The address, with or without <c>chat/completions</c> at the end.</param>
    /// <param name="apiKey">The API key; null for a host that requires none.</param>
    /// <param name="options">The options, which replace those of this object; null to keep them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpoint"/> is null.</exception>
    public void UseOpenAICompatible(
        string name, Uri endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        UseOpenAICompatible(name, endpoint.OriginalString, apiKey, options);
    }

    /// <summary>Uses an Anthropic-compatible endpoint.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">The address, with or without <c>v1/messages</c> at the end.</param>
    /// <param name="apiKey">The API key; null for a host that requires none.</param>
    /// <param name="options">The options, which replace those of this object; null to keep them.</param>
    [OverloadResolutionPriority(1)]
    public void UseAnthropicCompatible(
        string name, string endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
    {
        ProviderName = name;
        SelectProvider("AnthropicCompatible", apiKey, endpoint);
        ApplyAdapterOptions(options);
    }

    /// <summary>Uses an Anthropic-compatible endpoint.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">The address, with or without <c>v1/messages</c> at the end.</param>
    /// <param name="apiKey">The API key; null for a host that requires none.</param>
    /// <param name="options">The options, which replace those of this object; null to keep them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endpoint"/> is null.</exception>
    public void UseAnthropicCompatible(
        string name, Uri endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        UseAnthropicCompatible(name, endpoint.OriginalString, apiKey, options);
    }

    /// <summary>Uses a provider by its adapter.</summary>
    /// <param name="adapter">The adapter; the options of this object for an adapter have no effect on it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="adapter"/> is null.</exception>
    public void UseAdapter(IProviderAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        Adapter = adapter;
        SetBoundProviders([]);
    }

    /// <summary>Uses several providers, with failover to the next one if one fails.</summary>
    /// <param name="providers">
    /// The configurations of the providers in the order in which they are used, such as <c>a => a.UseAimlApi()</c>. The options
    /// of each start with the <see cref="Client"/> of this object.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="providers"/> is null.</exception>
    public void UseFailover(params Action<MiniMaxClientOptions>[] providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        Adapter = null;
        Provider = null;
        ClearKeys();
        BaseAddress = null;
        SetBoundProviders([]);
        _providerConfigurations = providers;
    }
}
