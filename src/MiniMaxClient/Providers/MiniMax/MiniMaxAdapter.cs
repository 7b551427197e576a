// https://platform.minimax.io/docs/api-reference/text-chat-openai
// https://platform.minimax.io/docs/api-reference/text-chat-anthropic
using System.Buffers;
using System.Net.Http.Headers;
using MiniMaxClient.Providers;
using MiniMaxClient.Providers.MiniMax;

namespace MiniMaxClient;

/// <summary>Represents the adapter for MiniMax itself, <c>https://api.minimax.io</c>.</summary>
public sealed class MiniMaxAdapter : ProviderAdapter, IBalanceAdapter
{
    /// <summary>The name of the environment variable that contains the API key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "MINIMAX_API_KEY";

    private static readonly Uri GlobalBaseAddress = new("https://api.minimax.io");
    private static readonly Uri ChinaBaseAddress = new("https://api.minimax.cn");

    private static readonly string[] OpenAIStylePaths = ["v1/chat/completions", "v1"];
    private static readonly string[] AnthropicStylePaths = ["anthropic/v1/messages", "anthropic/v1", "anthropic"];

    /// <summary>Initializes a new instance.</summary>
    /// <param name="apiKey">The API key, or a source of keys, sent as a Bearer token.</param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public MiniMaxAdapter(ApiKeySource apiKey, MiniMaxAdapterOptions? options = null)
        : base(
            "minimax",
            options?.UseMessages == true ? ChatProtocol.Anthropic : ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(
                GetBaseAddress(options), SelectChatPath(options), RemoveOtherRoot(options)),
            SelectChatPath(options),
            RequireApiKey(apiKey),
            options,
            options?.UseMessages == true ? MiniMaxModelCatalog.Messages : MiniMaxModelCatalog.Chat,
            options?.UseMessages == true ? MiniMaxModelCatalog.UnlistedMessages : MiniMaxModelCatalog.UnlistedChat)
    {
    }

    /// <summary>Creates an adapter with the API key in the environment variable <c>MINIMAX_API_KEY</c>.</summary>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="InvalidOperationException">The variable is not set, or only to white space.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public static MiniMaxAdapter FromEnvironment(MiniMaxAdapterOptions? options = null) =>
        new(ApiKeyVariables.ReadKey(ApiKeyEnvironmentVariable), options);

    /// <summary>Gets the path of the model list, which lists all models at once; that of Messages has pages.</summary>
    /// <value><c>v1/models</c>.</value>
    protected override string? ModelListPath => "v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "anthropic/v1/messages/count_tokens";

    /// <inheritdoc/>
    public override string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return base.GetRequestId(headers)
            ?? GetRedactedHeader(headers, "x-mm-request-id")
            ?? GetRedactedHeader(headers, "alb_request_id");
    }

    /// <summary>
    /// Writes the request for the usage windows of the plan, <c>/v1/token_plan/remains</c>, or for the credits of a pay-as-you-go
    /// key, <c>/account/query_balance</c>.
    /// </summary>
    /// <inheritdoc/>
    public ProviderRequest WriteBalanceRequest(IBufferWriter<byte> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        // MiniMax's CLI selects the endpoint by this prefix (MiniMax-AI/cli, src/client/endpoints.ts).
        bool isPayAsYouGo = HasApiKeyPrefix("sk-api-");
        return CreateRequest(HttpMethod.Get, isPayAsYouGo ? "account/query_balance" : "v1/token_plan/remains");
    }

    /// <inheritdoc/>
    public AccountBalance ReadBalance(ProviderResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return MiniMaxBalanceReader.Read(response.Body.Span, CreateProtocolContext(response));
    }

    private static Uri GetBaseAddress(MiniMaxAdapterOptions? options) => (options?.Region ?? MiniMaxRegion.Global) switch
    {
        MiniMaxRegion.Global => GlobalBaseAddress,
        MiniMaxRegion.China => ChinaBaseAddress,
        var region => throw new ArgumentException($"Region is {region}; it must be Global or China.", nameof(options)),
    };

    private static string SelectChatPath(MiniMaxAdapterOptions? options) =>
        options?.UseMessages == true ? "anthropic/v1/messages" : "v1/chat/completions";

    // Both addresses of MiniMax's pages are valid for both protocols.
    private static MiniMaxAdapterOptions? RemoveOtherRoot(MiniMaxAdapterOptions? options) =>
        options?.BaseAddress is { IsAbsoluteUri: true } address
            ? options with
            {
                BaseAddress = EndpointUriBuilder.RemovePath(
                    address, options.UseMessages ? OpenAIStylePaths : AnthropicStylePaths),
            }
            : options;
}
