// https://docs.aimlapi.com/api-references/text-models-llm/minimax
using System.Net.Http.Headers;
using MiniMaxClient.Providers;
using MiniMaxClient.Providers.AimlApi;

namespace MiniMaxClient;

/// <summary>AIML API, <c>https://api.aimlapi.com</c>.</summary>
public sealed class AimlApiAdapter : ProviderAdapter
{
    /// <summary>The environment variable that holds the key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "AIMLAPI_API_KEY";

    private const string ChatPath = "v1/chat/completions";

    private static readonly Uri DefaultBaseAddress = new("https://api.aimlapi.com");

    /// <summary>An adapter for AIML API.</summary>
    /// <param name="apiKey">The key, sent as a Bearer token.</param>
    /// <param name="options">Another address than AIML API's own.</param>
    /// <exception cref="ArgumentException">The key or the address cannot be used.</exception>
    public AimlApiAdapter(string apiKey, ProviderAdapterOptions? options = null)
        : base("aimlapi", ChatProtocol.OpenAI, EndpointUriBuilder.CreateForProvider(
            DefaultBaseAddress, ChatPath, options), ChatPath, RequireApiKey(apiKey), options)
    {
    }

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models?include=pricing";

    /// <inheritdoc/>
    public override ModelCapabilities GetCapabilities(string model) => AimlApiModelCatalog.GetCapabilities(MapModel(model));

    /// <summary>The inference id, which AIML API's logs and bills go by.</summary>
    public override string? GetRequestId(HttpResponseHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return GetRedactedHeader(headers, "x-inference-id") ?? base.GetRequestId(headers);
    }

    /// <inheritdoc/>
    public override string MapModel(string model) => AimlApiModelCatalog.MapModel(model);
}
