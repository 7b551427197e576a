// https://docs.modelslab.com/llm-api, https://modelslab.com/models/minimax/minimax-minimax-m2/api.md
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>ModelsLab, <c>https://modelslab.com</c>.</summary>
/// <remarks>
/// Of its ids for MiniMax models only that of M2 is documented. Other ids are sent as they are: give ModelsLab's own.
/// </remarks>
public sealed class ModelsLabAdapter : ProviderAdapter
{
    /// <summary>The environment variable that holds the key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "MODELSLAB_API_KEY";

    private static readonly Uri DefaultBaseAddress = new("https://modelslab.com");

    // docs.modelslab.com/llm-api: openapi.json, advanced-parameters, function-calling. Content is a string there, and null beside
    // the calls of function-calling's sample.
    private static readonly ModelCapabilities ChatCompletionsCapabilities = new()
    {
        Source = "ModelsLab's LLM API pages",
        Fields =
        [
            "max_tokens", "temperature", "top_p", "top_k", "n", "stop", "seed", "presence_penalty", "frequency_penalty",
            "repetition_penalty", "tools", "tool_choice", "parallel_tool_calls", "response_format",
        ],
        Ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 10)),
        Roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        UserPartTypes = ["text"],
        ResponseFormats = ["text", "json_object"],
        SupportsToolMessageParts = false,
        SupportsCustomTools = false,
        SupportsFileIds = false,
        SendsStringContent = true,
        MessageRules = MessageRules.MiniMax,
    };

    private static readonly ModelCapabilities MessagesCapabilities =
        ModelCapabilities.AnthropicMessages with { Source = "ModelsLab's LLM API pages", SendsStringContent = true };

    private readonly bool _shouldUseMessagesApi;

    /// <summary>An adapter for ModelsLab.</summary>
    /// <param name="apiKey">
    /// The key, sent as a Bearer token. The Anthropic-style endpoint, the list of models and the count of tokens get it as
    /// <c>x-api-key</c> too: ModelsLab's OpenAPI names that header and its overview page the other.
    /// </param>
    /// <param name="options">Another address than ModelsLab's own, and how the key is sent.</param>
    /// <exception cref="ArgumentException">The key or the address cannot be used.</exception>
    public ModelsLabAdapter(string apiKey, ModelsLabAdapterOptions? options = null)
        : base(
            "modelslab",
            options?.UseMessages == true ? ChatProtocol.Anthropic : ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(DefaultBaseAddress, SelectChatPath(options), options),
            SelectChatPath(options),
            RequireApiKey(apiKey),
            options,
            options is { KeyInBody: true, UseMessages: false } ? ProviderAuthentication.Body() : null,
            keyHeader: "x-api-key",
            // ModelsLab's own default of 1,000 ends many responses inside the reasoning.
            defaultMaxTokens: 16_384)
    {
        _shouldUseMessagesApi = options?.UseMessages ?? false;
        ShouldUseModelIdProperty = options is { KeyInBody: true, UseMessages: false };
        if (options is { KeyInBody: true, Authentication: not null })
            throw new ArgumentException("KeyInBody and Authentication are both set; set only one of them.", nameof(options));
    }

    /// <summary>
    /// How many requests ModelsLab takes at once: 5, that of the smallest account; 10 and 15 of the larger ones are set by
    /// <see cref="ResilienceOptions.MaxConcurrentRequests"/>.
    /// </summary>
    public override int? MaxConcurrentRequests => 5;

    private protected override bool ShouldIncludeUsage => false;

    /// <inheritdoc/>
    protected override string? ModelListPath => "api/v7/llm/v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "api/v7/llm/v1/messages/count_tokens";

    private protected override bool ShouldUseModelIdProperty { get; }

    /// <inheritdoc/>
    public override ModelCapabilities GetCapabilities(string model) =>
        _shouldUseMessagesApi ? MessagesCapabilities : ChatCompletionsCapabilities;

    /// <inheritdoc/>
    public override string MapModel(string model) => model == MiniMaxModels.M2 ? "minimax-minimax-m2" : model;

    private static string SelectChatPath(ModelsLabAdapterOptions? options) =>
        options?.UseMessages == true ? "api/v7/llm/v1/messages" : "api/v7/llm/chat/completions";
}
