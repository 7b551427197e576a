// https://docs.aimlapi.com/api-references/text-models-llm/minimax
using System.Buffers;
using System.Net.Http.Headers;
using MiniMaxClient.Protocols;
using MiniMaxClient.Providers;
using MiniMaxClient.Providers.AimlApi;

namespace MiniMaxClient;

/// <summary>Represents the adapter for AIML API, <c>https://api.aimlapi.com</c>.</summary>
public sealed class AimlApiAdapter : ProviderAdapter, IBalanceAdapter, IPriceListAdapter
{
    /// <summary>The name of the environment variable that contains the API key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "AIMLAPI_API_KEY";

    private const string ChatPath = "v1/chat/completions";

    private static readonly Uri DefaultBaseAddress = new("https://api.aimlapi.com");

    /// <summary>Initializes a new instance.</summary>
    /// <param name="apiKey">The API key, or a source of keys, sent as a Bearer token.</param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public AimlApiAdapter(ApiKeySource apiKey, ProviderAdapterOptions? options = null)
        : base(
            "aimlapi",
            ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(DefaultBaseAddress, ChatPath, options),
            ChatPath,
            RequireApiKey(apiKey),
            options,
            AimlApiModelCatalog.Models,
            AimlApiModelCatalog.UnlistedModelCapabilities)
    {
    }

    /// <summary>Creates an adapter with the API key in the environment variable <c>AIMLAPI_API_KEY</c>.</summary>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="InvalidOperationException">The variable is not set, or only to white space.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public static AimlApiAdapter FromEnvironment(ProviderAdapterOptions? options = null) =>
        new(ApiKeyVariables.ReadKey(ApiKeyEnvironmentVariable), options);

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models?include=pricing";

    /// <summary>Gets the inference id, which AIML API's logs and bills use, or another request id.</summary>
    /// <param name="headers">The headers of a response.</param>
    /// <returns>The id, or null if the headers do not contain one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="headers"/> is null.</exception>
    public override string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return GetRedactedHeader(headers, "x-inference-id") ?? base.GetRequestId(headers);
    }

    /// <inheritdoc/>
    public ProviderRequest WriteBalanceRequest(IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return CreateRequest(HttpMethod.Get, "v2/billing");
    }

    /// <inheritdoc/>
    public AccountBalance ReadBalance(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return AccountBodyReader.Read(response.Body.Span, CreateProtocolContext(response), "balance", static properties =>
            AccountBodyReader.GetAmount(properties, "current_balance") is { } amount
                ? new AccountBalance
                {
                    Amount = amount,
                    Currency = AccountBodyReader.GetText(properties, "currency"),
                    AdditionalProperties = AccountBodyReader.Without(properties, "current_balance", "currency"),
                }
                : null);
    }

    /// <inheritdoc/>
    /// <remarks>The prices are part of the model list.</remarks>
    public ProviderRequest WritePriceListRequest() => WriteModelListRequest();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ModelPrice> ReadPriceList(ProviderResponse response) =>
        ModelInfo.GetPrices(ReadModelList(response));
}
