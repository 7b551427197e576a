using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Represents the options of a registered client: its provider or providers and its settings.</summary>
/// <remarks>
/// In configuration each property is a key of the section. Unknown keys and invalid values are reported when the host starts.
/// </remarks>
public sealed partial class MiniMaxClientOptions
{
    private readonly List<string> _bindingProblems = [];
    private Action<MiniMaxClientOptions>[] _providerConfigurations = [];
    private IReadOnlyList<MiniMaxClientOptions> _boundProviders = [];

    /// <summary>
    /// Gets or sets the provider: <c>AimlApi</c>, <c>RunApi</c>, <c>ModelsLab</c>, <c>MiniMax</c>, <c>OpenAICompatible</c> or
    /// <c>AnthropicCompatible</c>.
    /// </summary>
    /// <value>Default: none; it is required unless an adapter or several providers are set.</value>
    public string? Provider { get; set; }

    /// <summary>Gets or sets the API key.</summary>
    /// <remarks>
    /// JSON serializers and debugger views omit it. If the configuration is reloaded, the next attempt sends its new value; the
    /// other options do not change while the client exists.
    /// </remarks>
    /// <value>
    /// Default: the environment variable <c>AIMLAPI_API_KEY</c>, <c>RUNAPI_API_KEY</c> (else <c>RUNAPI_KEY</c>),
    /// <c>MODELSLAB_API_KEY</c> or <c>MINIMAX_API_KEY</c>; none for compatible providers.
    /// </value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; set; }

    /// <summary>Gets several API keys, which calls use as <see cref="MiniMaxClient.ApiKeySource"/> describes.</summary>
    /// <remarks>
    /// In configuration each is an entry of the list <c>ApiKeys</c>. JSON serializers and debugger views omit them.
    /// </remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> ApiKeys { get; } = [];

    /// <summary>Gets or sets the source of the API keys, such as a vault; not in configuration.</summary>
    /// <value>Default: null, which is <see cref="ApiKey"/> or <see cref="ApiKeys"/>.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ApiKeySource? ApiKeySource { get; set; }

    /// <summary>Gets or sets the address of the provider; required for compatible providers.</summary>
    /// <value>Default: the provider's own address.</value>
    public string? BaseAddress { get; set; }

    /// <summary>Gets or sets the name of a compatible provider, for errors, logs and telemetry.</summary>
    /// <value>Default: <c>compatible</c>.</value>
    public string ProviderName { get; set; } = "compatible";

    /// <summary>Gets or sets how the API key is sent.</summary>
    /// <remarks>
    /// In configuration <c>Authentication:Header</c> and <c>Authentication:Scheme</c>, or <c>Authentication:BodyProperty</c>,
    /// name the header or the property.
    /// </remarks>
    /// <value>Default: the provider's own; for compatible providers <see cref="ProviderAuthentication.Bearer"/>.</value>
    public ProviderAuthentication? Authentication { get; set; }

    /// <summary>Gets the headers of every request by name; see <see cref="AdapterOptions.Headers"/>.</summary>
    /// <remarks>In configuration each is a key below <c>Headers</c>. JSON serializers and debugger views omit them.</remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc cref="CompatibleAdapterOptions.ChatPath"/>
    /// <remarks>For compatible providers only.</remarks>
    /// <value>Default: null, which is <c>chat/completions</c> or <c>v1/messages</c>.</value>
    public string? ChatPath { get; set; }

    /// <inheritdoc cref="OpenAICompatibleAdapter.ThinkingStartsOpen"/>
    /// <remarks>For <c>OpenAICompatible</c> only.</remarks>
    /// <value>Default: false.</value>
    public bool ThinkingStartsOpen { get; set; }

    /// <inheritdoc cref="AdapterOptions.AllowInsecureHttp"/>
    public bool AllowInsecureHttp { get; set; }

    /// <inheritdoc cref="ModelsLabAdapterOptions.KeyInBody"/>
    public bool KeyInBody { get; set; }

    /// <summary>Gets or sets whether chat requests use the provider's Anthropic-style endpoint.</summary>
    /// <remarks>For <c>MiniMax</c>, <c>ModelsLab</c> and <c>RunApi</c> only.</remarks>
    /// <value>Default: false.</value>
    public bool UseMessages { get; set; }

    /// <inheritdoc cref="MiniMaxAdapterOptions.Region"/>
    /// <remarks>For <c>MiniMax</c> only.</remarks>
    public MiniMaxRegion Region { get; set; }

    /// <summary>Gets the models that are added to the adapter's table, or changed in it.</summary>
    /// <remarks>In configuration each is an entry of the list <c>Models</c>.</remarks>
    /// <value>Default: none.</value>
    public IList<ProviderModel> Models { get; } = [];

    /// <inheritdoc cref="AdapterOptions.DefaultMaxTokens"/>
    public int? DefaultMaxTokens { get; set; }

    /// <summary>Gets or sets the timeouts, the resilience options and the limits of the client.</summary>
    /// <remarks>
    /// In configuration its settings are keys of the section itself, and those of
    /// <see cref="ChatCompletionsClientOptions.Resilience"/> are keys below <c>Resilience</c>; <c>Model</c> is the
    /// <see cref="ChatCompletionsClientOptions.DefaultModel"/>, and the section <c>RateLimits</c> describes a
    /// <see cref="ModelRateLimiter"/>. An <see cref="ILoggerFactory"/>, a <see cref="TimeProvider"/>, a <see cref="ModelPrices"/>
    /// and a <see cref="SpendLimit"/> of the container take precedence over those of this object.
    /// </remarks>
    /// <value>Default: a <see cref="ChatCompletionsClientOptions"/> with its defaults.</value>
    public ChatCompletionsClientOptions Client { get; set; } = new();

    /// <summary>Gets or sets the options of the failover between several providers; see <see cref="UseFailover"/>.</summary>
    /// <remarks>
    /// In configuration its settings are keys below <c>Failover</c>, and the providers are the list <c>Providers</c>.
    /// </remarks>
    /// <value>Default: a <see cref="FailoverOptions"/> with its defaults.</value>
    public FailoverOptions Failover { get; set; } = new();

    /// <summary>Gets whether the configuration of a provider has a spend limit.</summary>
    internal bool HasSpendLimitOfAProvider => _boundProviders.Any(static provider => provider.Client.SpendLimit is not null);

    /// <summary>Gets whether the options have a list of providers.</summary>
    internal bool HasFailoverProviders => _boundProviders.Count > 0 || _providerConfigurations.Length > 0;

    /// <summary>Gets the adapter of <see cref="UseAdapter"/>, or null.</summary>
    internal IProviderAdapter? Adapter { get; private set; }

    /// <summary>Gets a message for each entry of the configuration that is invalid.</summary>
    internal IReadOnlyList<string> BindingProblems => _bindingProblems;

    /// <summary>Gets the keys that the configuration had when it was bound.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal IReadOnlyList<string> ConfiguredKeys { get; private set; } = [];

    /// <summary>Gets the delegate that reads the current keys of the configuration; null if it has none.</summary>
    internal Func<IReadOnlyList<string>>? ReadConfiguredKeys { get; private set; }

    /// <summary>Sets the delegate that reads the current keys of the configuration.</summary>
    internal void SetConfiguredKeys(Func<IReadOnlyList<string>> readKeys)
    {
        ConfiguredKeys = readKeys();
        ReadConfiguredKeys = readKeys;
    }

    internal void AddBindingProblem(string problem) => _bindingProblems.Add(problem);

    /// <summary>Creates the options of each provider for failover; returns an empty list for a single provider.</summary>
    /// <remarks>Created on demand, so that they also start with a <see cref="Client"/> that is set later.</remarks>
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

    /// <summary>Sets the providers of the configuration.</summary>
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
        Models.Clear();
        foreach (ProviderModel model in options.Models)
            Models.Add(model);
    }

    private void ClearKeys()
    {
        ApiKey = null;
        ApiKeys.Clear();
        ApiKeySource = null;
        ReadConfiguredKeys = null;
    }

    private void SelectProvider(string provider, string? apiKey, string? baseAddress)
    {
        // Settings for another host, credentials among them, must not be sent to this one.
        if (Provider is not null && !string.Equals(Provider.Trim(), provider, StringComparison.OrdinalIgnoreCase))
        {
            Models.Clear();
            Region = MiniMaxRegion.Global;
            UseMessages = false;
            KeyInBody = false;
            ThinkingStartsOpen = false;
        }

        Provider = provider;
        ClearKeys();
        ApiKey = apiKey;
        BaseAddress = baseAddress;
        Authentication = null;
        ChatPath = null;
        Headers.Clear();
        Adapter = null;
        SetBoundProviders([]);
    }
}
