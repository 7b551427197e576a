// https://docs.modelslab.com/llm-api, https://modelslab.com/models/minimax/minimax-minimax-m2/api.md
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents the adapter for ModelsLab, <c>https://modelslab.com</c>.</summary>
/// <remarks>
/// ModelsLab documents its id of MiniMax-M2 only, so the adapter maps no other id: use ModelsLab's own ids for other models.
/// </remarks>
public sealed class ModelsLabAdapter : ProviderAdapter
{
    /// <summary>The name of the environment variable that contains the API key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "MODELSLAB_API_KEY";

    private static readonly Uri DefaultBaseAddress = new("https://modelslab.com");

    // https://docs.modelslab.com/llm-api: openapi.json, advanced-parameters, function-calling. Content is a string, or null in a
    // message with tool calls (sample of function-calling).
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

    /// <summary>Initializes a new instance.</summary>
    /// <param name="apiKey">
    /// The API key, sent as a Bearer token. Requests in the Anthropic style, for model lists and for token counts also send it as
    /// <c>x-api-key</c>: ModelsLab's OpenAPI document requires that header, its overview page the other.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public ModelsLabAdapter(string apiKey, ModelsLabAdapterOptions? options = null)
        : base(
            "modelslab",
            options?.UseMessages == true ? ChatProtocol.Anthropic : ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(DefaultBaseAddress, SelectChatPath(options), options),
            SelectChatPath(options),
            RequireApiKey(apiKey),
            options,
            options is { KeyInBody: true, UseMessages: false } ? ProviderAuthentication.Body() : null,
            secondaryKeyHeader: "x-api-key",
            // ModelsLab's default of 1,000 tokens often ends a response within its reasoning.
            defaultMaxTokens: 16_384)
    {
        _shouldUseMessagesApi = options?.UseMessages ?? false;
        ShouldUseModelIdProperty = options is { KeyInBody: true, UseMessages: false };
        if (options is { KeyInBody: true, Authentication: not null })
            throw new ArgumentException("KeyInBody and Authentication are both set; set only one of them.", nameof(options));
    }

    /// <summary>Gets the maximum number of concurrent requests of ModelsLab's smallest account: 5.</summary>
    /// <remarks>
    /// Larger accounts allow 10 or 15 requests; set <see cref="ResilienceOptions.MaxConcurrentRequests"/> for them.
    /// </remarks>
    /// <value>5.</value>
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
