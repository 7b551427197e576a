// https://runapi.ai/models/minimax
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>RunAPI, <c>https://runapi.ai</c>.</summary>
/// <remarks>It goes by MiniMax's own model ids, so canonical ids are sent as they are.</remarks>
public sealed class RunApiAdapter : ProviderAdapter
{
    /// <summary>The environment variable that holds the key by convention.</summary>
    public const string ApiKeyEnvironmentVariable = "RUNAPI_API_KEY";

    private const string ChatPath = "v1/chat/completions";

    private static readonly Uri DefaultBaseAddress = new("https://runapi.ai");

    // RunAPI documents the OpenAI request format and no field list; MiniMax, which it forwards to, gives one answer only.
    // What is left out are the fields of other providers.
    private static readonly ModelCapabilities Capabilities = new()
    {
        Source = "RunAPI's OpenAI-compatible format over MiniMax's schema",
        Fields = RequestField.All.Select(static field => field.Name)
            .Except(["normalize_tool_schemas", "mask_sensitive_info", "repetition_penalty"]).ToArray(),
        Roles = [ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        Ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 1)),
        MessageRules = MessageRules.MiniMax,
    };

    /// <summary>An adapter for RunAPI.</summary>
    /// <param name="apiKey">The key, sent as a Bearer token.</param>
    /// <param name="options">Another address than RunAPI's own.</param>
    /// <exception cref="ArgumentException">The key or the address cannot be used.</exception>
    public RunApiAdapter(string apiKey, ProviderAdapterOptions? options = null)
        : base("runapi", ChatProtocol.OpenAI, EndpointUriBuilder.CreateForProvider(
            DefaultBaseAddress, ChatPath, options), ChatPath, RequireApiKey(apiKey), options)
    {
    }

    /// <inheritdoc/>
    protected override string? ModelListPath => "v1/models";

    /// <inheritdoc/>
    protected override string? TokenCountPath => "v1/messages/count_tokens";

    /// <inheritdoc/>
    public override ModelCapabilities GetCapabilities(string model) => Capabilities;
}
