// https://runapi.ai/models/minimax
using System.Buffers;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;
using MiniMaxClient.Providers.RunApi;

namespace MiniMaxClient;

/// <summary>Represents the adapter for RunAPI, <c>https://runapi.ai</c>.</summary>
/// <remarks>RunAPI uses MiniMax's model ids, so canonical ids are sent unchanged.</remarks>
public sealed class RunApiAdapter : ProviderAdapter, IBalanceAdapter, IPriceListAdapter
{
    /// <summary>The name of the environment variable that contains the API key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "RUNAPI_API_KEY";

    /// <summary>The name of the environment variable in the examples of RunAPI's model pages.</summary>
    /// <remarks>
    /// RunAPI's SDKs read <see cref="ApiKeyEnvironmentVariable"/>. Dependency injection and the samples read that one first.
    /// </remarks>
    public const string AlternativeApiKeyEnvironmentVariable = "RUNAPI_KEY";

    private const decimal CentsPerDollar = 100m;

    private static readonly Uri DefaultBaseAddress = new("https://runapi.ai");

    /// <summary>Initializes a new instance.</summary>
    /// <param name="apiKey">
    /// The API key, or a source of keys, sent as a Bearer token; with <see cref="RunApiAdapterOptions.UseMessages"/> also as
    /// <c>x-api-key</c>.
    /// </param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public RunApiAdapter(ApiKeySource apiKey, RunApiAdapterOptions? options = null)
        : base(
            "runapi",
            options?.UseMessages == true ? ChatProtocol.Anthropic : ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(DefaultBaseAddress, SelectChatPath(options), options),
            SelectChatPath(options),
            RequireApiKey(apiKey),
            options,
            options?.UseMessages == true ? RunApiModelCatalog.Messages : RunApiModelCatalog.Chat,
            options?.UseMessages == true ? RunApiModelCatalog.UnlistedMessages : RunApiModelCatalog.UnlistedChat,
            // The bridge is documented with this header; chat requests are documented with a Bearer token.
            secondaryKeyHeader: options?.UseMessages == true ? "x-api-key" : null,
            // The Anthropic style requires max_tokens.
            defaultMaxTokens: options?.UseMessages == true ? 16_384 : null)
    {
    }

    /// <summary>
    /// Creates an adapter with the API key in the environment variable <c>RUNAPI_API_KEY</c>, else in <c>RUNAPI_KEY</c>.
    /// </summary>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="InvalidOperationException">Neither of the variables is set, or only to white space.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public static RunApiAdapter FromEnvironment(RunApiAdapterOptions? options = null) =>
        new(ApiKeyVariables.ReadKey(ApiKeyVariables.RunApi), options);

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "v1/messages/count_tokens";

    /// <inheritdoc/>
    public ProviderRequest WriteBalanceRequest(IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return CreateRequest(HttpMethod.Get, "api/v1/me/balance");
    }

    /// <inheritdoc/>
    public AccountBalance ReadBalance(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return AccountBodyReader.Read(response.Body.Span, CreateProtocolContext(response), "balance", static properties =>
            AccountBodyReader.GetAmount(properties, "balance_cents") is { } cents
                ? new AccountBalance
                {
                    Amount = cents / CentsPerDollar,
                    // RunAPI's SDKs have no currency here; its prices are in US dollars.
                    Currency = AccountBodyReader.GetText(properties, "currency") ?? "USD",
                    AdditionalProperties = AccountBodyReader.Without(properties, "balance_cents", "currency"),
                }
                : null);
    }

    /// <inheritdoc/>
    public ProviderRequest WritePriceListRequest() => CreateRequest(HttpMethod.Get, "api/v1/price_schedules");

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ModelPrice> ReadPriceList(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return PriceScheduleReader.Read(response.Body.Span, CreateProtocolContext(response));
    }

    private static string SelectChatPath(RunApiAdapterOptions? options) =>
        options?.UseMessages == true ? "v1/messages" : "v1/chat/completions";
}
