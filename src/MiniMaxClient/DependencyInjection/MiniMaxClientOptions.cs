using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Which provider a registered client asks, and how.</summary>
/// <remarks>
/// In configuration each property is a key of the section. A key that is not one of them, like a value out of its range, is
/// reported when the host starts.
/// </remarks>
public sealed class MiniMaxClientOptions
{
    private readonly List<string> _bindingProblems = [];
    private Action<MiniMaxClientOptions>[] _providerConfigurations = [];
    private IReadOnlyList<MiniMaxClientOptions> _boundProviders = [];

    /// <summary>
    /// The provider: <c>AimlApi</c>, <c>RunApi</c>, <c>ModelsLab</c>, <c>OpenAICompatible</c> or <c>AnthropicCompatible</c>.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>The key. No serializer and no debugger shows it.</summary>
    /// <value>
    /// Default: the environment variable <c>AIMLAPI_API_KEY</c>, <c>RUNAPI_API_KEY</c> or <c>MODELSLAB_API_KEY</c>.
    /// </value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; set; }

    /// <summary>The provider's address, when it is not its own; required for the compatible ones.</summary>
    public string? BaseAddress { get; set; }

    /// <summary>The name of a compatible provider, for errors, logs and telemetry.</summary>
    /// <value>Default: <c>compatible</c>.</value>
    public string ProviderName { get; set; } = "compatible";

    /// <summary>Gets or sets how the API key is sent.</summary>
    /// <remarks>
    /// In configuration <c>Authentication:Header</c> and <c>Authentication:Scheme</c>, or <c>Authentication:BodyProperty</c>,
    /// name the header or the property.
    /// </remarks>
    /// <value>Default: the provider's own; for compatible providers <see cref="ProviderAuthentication.Bearer"/>.</value>
    public ProviderAuthentication? Authentication { get; set; }

    /// <summary>Gets the headers of every request, by their names; see <see cref="AdapterOptions.Headers"/>.</summary>
    /// <remarks>In configuration each is a key below <c>Headers</c>. No serializer and no debugger shows the values.</remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc cref="CompatibleAdapterOptions.ChatPath"/>
    /// <remarks>For compatible providers only.</remarks>
    public string? ChatPath { get; set; }

    /// <inheritdoc cref="OpenAICompatibleAdapter.ThinkingStartsOpen"/>
    /// <remarks>For <c>OpenAICompatible</c> only.</remarks>
    /// <value>Default: false.</value>
    public bool ThinkingStartsOpen { get; set; }

    /// <inheritdoc cref="AdapterOptions.AllowInsecureHttp"/>
    public bool AllowInsecureHttp { get; set; }

    /// <inheritdoc cref="ModelsLabAdapterOptions.KeyInBody"/>
    public bool KeyInBody { get; set; }

    /// <inheritdoc cref="ModelsLabAdapterOptions.UseMessages"/>
    public bool UseMessages { get; set; }

    /// <inheritdoc cref="AdapterOptions.DefaultMaxTokens"/>
    public int? DefaultMaxTokens { get; set; }

    /// <summary>Limits, retries and bounds of the client.</summary>
    /// <remarks>
    /// In configuration its settings stand in the section itself, and those of
    /// <see cref="ChatCompletionsClientOptions.Resilience"/> below <c>Resilience</c>. What the container has of an
    /// <see cref="ILoggerFactory"/>, a <see cref="TimeProvider"/>, a <see cref="ModelPrices"/> and a <see cref="SpendLimit"/>
    /// comes before what is set here.
    /// </remarks>
    public ChatCompletionsClientOptions Client { get; set; } = new();

    /// <summary>How several providers stand in for each other; see <see cref="UseFailover"/>.</summary>
    /// <remarks>
    /// In configuration its settings stand below <c>Failover</c>, and the providers in the list <c>Providers</c>.
    /// </remarks>
    public FailoverOptions Failover { get; set; } = new();

    /// <summary>Whether several providers stand in for each other.</summary>
    internal bool HasFailoverProviders => _boundProviders.Count > 0 || _providerConfigurations.Length > 0;

    /// <summary>The adapter, when the caller made it.</summary>
    internal IProviderAdapter? Adapter { get; private set; }

    /// <summary>What could not be read from configuration.</summary>
    internal IReadOnlyList<string> BindingProblems => _bindingProblems;

    /// <summary>AIML API answers.</summary>
    /// <param name="apiKey">The key; null for that of the environment.</param>
    /// <param name="baseAddress">Another address than AIML API's own.</param>
    public void UseAimlApi(string? apiKey = null, string? baseAddress = null) => SelectProvider("AimlApi", apiKey, baseAddress);

    /// <summary>RunAPI answers.</summary>
    /// <param name="apiKey">The key; null for that of the environment.</param>
    /// <param name="baseAddress">Another address than RunAPI's own.</param>
    public void UseRunApi(string? apiKey = null, string? baseAddress = null) => SelectProvider("RunApi", apiKey, baseAddress);

    /// <summary>ModelsLab answers.</summary>
    /// <param name="apiKey">The key; null for that of the environment.</param>
    /// <param name="baseAddress">Another address than ModelsLab's own.</param>
    public void UseModelsLab(string? apiKey = null, string? baseAddress = null) =>
        SelectProvider("ModelsLab", apiKey, baseAddress);

    /// <summary>A host answers that speaks the OpenAI style.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">The address, with or without <c>chat/completions</c> at the end.</param>
    /// <param name="apiKey">The key; null for a host that asks for none.</param>
    /// <param name="options">The options, which replace those that are set on this object; null to leave them.</param>
    public void UseOpenAICompatible(
        string name, string endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
    {
        ProviderName = name;
        SelectProvider("OpenAICompatible", apiKey, endpoint);
        ApplyAdapterOptions(options);
    }

    /// <summary>A host answers that speaks the Anthropic style.</summary>
    /// <param name="name">The name of the provider, for errors, logs and telemetry.</param>
    /// <param name="endpoint">The address, with or without <c>v1/messages</c> at the end.</param>
    /// <param name="apiKey">The key; null for a host that asks for none.</param>
    /// <param name="options">The options, which replace those that are set on this object; null to leave them.</param>
    public void UseAnthropicCompatible(
        string name, string endpoint, string? apiKey, CompatibleAdapterOptions? options = null)
    {
        ProviderName = name;
        SelectProvider("AnthropicCompatible", apiKey, endpoint);
        ApplyAdapterOptions(options);
    }

    /// <summary>A provider answers whose adapter the caller made.</summary>
    /// <param name="adapter">The adapter; the options of the other providers do not matter to it.</param>
    public void UseAdapter(IProviderAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        Adapter = adapter;
        SetBoundProviders([]);
    }

    /// <summary>Several providers answer, the next one when one is out.</summary>
    /// <param name="providers">
    /// What each is, in the order in which they are asked: <c>a => a.UseAimlApi()</c>. Each begins with the <see cref="Client"/>
    /// of these options.
    /// </param>
    public void UseFailover(params Action<MiniMaxClientOptions>[] providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        Adapter = null;
        Provider = null;
        ApiKey = null;
        BaseAddress = null;
        SetBoundProviders([]);
        _providerConfigurations = providers;
    }

    internal void AddBindingProblem(string problem) => _bindingProblems.Add(problem);

    /// <summary>The providers that stand in for each other, in the order in which they are asked; empty for one.</summary>
    /// <remarks>They are made when they are asked for, so that what is set on these options late reaches them too.</remarks>
    internal IReadOnlyList<MiniMaxClientOptions> CreateFailoverProviders()
    {
        if (_providerConfigurations.Length == 0)
            return _boundProviders;
        return Array.ConvertAll(_providerConfigurations, configure =>
        {
            var options = new MiniMaxClientOptions { Client = Client };
            configure(options);
            return options;
        });
    }

    /// <summary>Sets the providers that configuration lists.</summary>
    internal void SetBoundProviders(IReadOnlyList<MiniMaxClientOptions> providers)
    {
        _boundProviders = providers;
        _providerConfigurations = [];
    }

    private void ApplyAdapterOptions(CompatibleAdapterOptions? options)
    {
        if (options is null)
            return;
        Authentication = options.Authentication;
        ChatPath = options.ChatPath;
        AllowInsecureHttp = options.AllowInsecureHttp;
        DefaultMaxTokens = options.DefaultMaxTokens;
        Headers.Clear();
        foreach (KeyValuePair<string, string> header in options.Headers)
            Headers[header.Key] = header.Value;
    }

    private void SelectProvider(string provider, string? apiKey, string? baseAddress)
    {
        // What was set for another host, credentials among them, must not reach this one.
        Provider = provider;
        ApiKey = apiKey;
        BaseAddress = baseAddress;
        Authentication = null;
        ChatPath = null;
        Headers.Clear();
        Adapter = null;
        SetBoundProviders([]);
    }
}
