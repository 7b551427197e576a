// https://runapi.ai/models/minimax
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents the adapter for RunAPI, <c>https://runapi.ai</c>.</summary>
/// <remarks>RunAPI uses MiniMax's model ids, so canonical ids are sent unchanged.</remarks>
public sealed class RunApiAdapter : ProviderAdapter
{
    /// <summary>The name of the environment variable that contains the API key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "RUNAPI_API_KEY";

    /// <summary>The name of the environment variable in the examples of RunAPI's model pages.</summary>
    /// <remarks>
    /// RunAPI's SDKs read <see cref="ApiKeyEnvironmentVariable"/>. Dependency injection and the samples read that one first.
    /// </remarks>
    public const string AlternativeApiKeyEnvironmentVariable = "RUNAPI_KEY";

    private const string ChatPath = "v1/chat/completions";

    private static readonly Uri DefaultBaseAddress = new("https://runapi.ai");

    // RunAPI documents the OpenAI request format without a list of fields, so all fields are supported except those of other
    // providers. It forwards to MiniMax, which returns one choice only.
    private static readonly ModelCapabilities Capabilities = new()
    {
        Source = "RunAPI's OpenAI-compatible format over MiniMax's schema",
        Fields = RequestField.All.Select(static field => field.Name)
            .Except(["normalize_tool_schemas", "mask_sensitive_info", "repetition_penalty"]).ToArray(),
        Roles = [ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        Ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 1)),
        MessageRules = MessageRules.MiniMax,
    };

    /// <summary>Initializes a new instance.</summary>
    /// <param name="apiKey">The API key, sent as a Bearer token.</param>
    /// <param name="options">The options; null for their defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="apiKey"/> is null.</exception>
    /// <exception cref="ArgumentException">The key, the address or another option is not valid.</exception>
    public RunApiAdapter(string apiKey, ProviderAdapterOptions? options = null)
        : base(
            "runapi",
            ChatProtocol.OpenAI,
            EndpointUriBuilder.CreateForProvider(DefaultBaseAddress, ChatPath, options),
            ChatPath,
            RequireApiKey(apiKey),
            options)
    {
    }

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "v1/messages/count_tokens";

    /// <inheritdoc/>
    public override ModelCapabilities GetCapabilities(string model) => Capabilities;
}
