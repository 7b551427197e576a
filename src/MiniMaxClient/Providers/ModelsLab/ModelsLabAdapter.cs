// https://docs.modelslab.com/llm-api, https://modelslab.com/models/minimax/minimax-minimax-m2/api.md
using System.Buffers;
using System.Text.Json;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;
using MiniMaxClient.Providers.ModelsLab;

namespace MiniMaxClient;

/// <summary>Represents the adapter for ModelsLab, <c>https://modelslab.com</c>.</summary>
/// <remarks>
/// ModelsLab documents its id of MiniMax-M2 only. Other ids are sent unchanged; for other models use ModelsLab's own ids, or
/// <see cref="AdapterOptions.Models"/>.
/// </remarks>
public sealed class ModelsLabAdapter : ProviderAdapter, IBalanceAdapter
{
    /// <summary>The name of the environment variable that contains the API key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "MODELSLAB_API_KEY";

    private static readonly Uri DefaultBaseAddress = new("https://modelslab.com");

    /// <summary>Initializes a new instance.</summary>
    /// <param name="apiKey">
    /// The API key, or a source of keys, sent as a Bearer token. Requests in the Anthropic style, for model lists and for
    /// token counts also send it as <c>x-api-key</c>: ModelsLab's OpenAPI document requires that header, its overview page
    /// the other.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public ModelsLabAdapter(ApiKeySource apiKey, ModelsLabAdapterOptions? options = null)
        : base(
            "modelslab",
            options?.UseMessages == true ? ChatProtocol.Anthropic : ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(DefaultBaseAddress, SelectChatPath(options), options),
            SelectChatPath(options),
            RequireApiKey(apiKey),
            options,
            options?.UseMessages == true ? ModelsLabModelCatalog.Messages : ModelsLabModelCatalog.Chat,
            options?.UseMessages == true ? ModelsLabModelCatalog.UnlistedMessages : ModelsLabModelCatalog.UnlistedChat,
            options is { KeyInBody: true, UseMessages: false } ? ProviderAuthentication.Body() : null,
            secondaryKeyHeader: "x-api-key",
            // ModelsLab's default of 1,000 tokens often ends a response within its reasoning.
            defaultMaxTokens: 16_384)
    {
        ShouldUseModelIdProperty = options is { KeyInBody: true, UseMessages: false };
        if (options is { KeyInBody: true, Authentication: not null })
            throw new ArgumentException("KeyInBody and Authentication are both set; set only one of them.", nameof(options));
    }

    /// <summary>Creates an adapter with the API key in the environment variable <c>MODELSLAB_API_KEY</c>.</summary>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="InvalidOperationException">The variable is not set, or only to white space.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public static ModelsLabAdapter FromEnvironment(ModelsLabAdapterOptions? options = null) =>
        new(ApiKeyVariables.ReadKey(ApiKeyEnvironmentVariable), options);

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

    /// <summary>Writes the request for the balance of the wallet, whose body contains the API key.</summary>
    /// <inheritdoc/>
    public ProviderRequest WriteBalanceRequest(IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        WriteApiKeyBody(body, "key");
        return CreateRequest(HttpMethod.Post, "api/wallet_balance", bodyKeyProperty: "key");
    }

    /// <inheritdoc/>
    public AccountBalance ReadBalance(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return AccountBodyReader.Read(response.Body.Span, CreateProtocolContext(response), "balance", static properties =>
            properties.TryGetValue("data", out JsonElement data) && AccountBodyReader.GetAmount(data, "balance") is { } amount
                ? new AccountBalance
                {
                    Amount = amount,
                    Currency = AccountBodyReader.GetText(data, "currency"),
                    AdditionalProperties = AccountBodyReader.Without(properties, "status"),
                }
                : null);
    }

    private static string SelectChatPath(ModelsLabAdapterOptions? options) =>
        options?.UseMessages == true ? "api/v7/llm/v1/messages" : "api/v7/llm/chat/completions";
}
