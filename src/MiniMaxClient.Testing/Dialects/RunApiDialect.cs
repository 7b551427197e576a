using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of RunAPI: MiniMax's bodies, and errors in OpenAI's format; https://runapi.ai.</summary>
/// <remarks>
/// Its pages state no limits. It is assumed that it validates only the API key and the model, and that it returns MiniMax's
/// message in its own envelope if MiniMax rejects a request.
/// </remarks>
internal sealed class RunApiDialect(MiniMaxEmulatorOptions options) : MiniMaxUpstreamDialect(options)
{
    private static readonly string[] Models =
    [
        "MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1", "MiniMax-M2",
    ];

    public override string Name => "RunApi";
    public override string RootPath => "/runapi";
    public override string BasePath => "/v1";

    protected override ReplyContent.Error InvalidKeyError { get; } = new(401, "Invalid API key");
    protected override ReplyContent.Error InsufficientCreditsError { get; } = new(402, "Insufficient credits");
    protected override ReplyContent.Error RateLimitError { get; } = new(429, "Rate limit exceeded");
    public override ReplyContent.Error UnreadableBodyError { get; } = new(400, "Request body is not valid JSON");
    protected override ReplyContent.Error CreateUnknownPathError(EmulatedCall call) => new(404, "Not found");
    protected override IEnumerable<string?> GetKeys(EmulatedCall call) => [call.BearerKey, call.ApiKey];
    protected override string GetResponseModel(EmulatedCall call) => call.ChatBody.Model ?? "";

    // runapi-ai/claude: requests with x-api-key return "Anthropic-compatible model objects"; the same is assumed for errors.
    protected override IReadOnlyList<Endpoint> AdditionalEndpoints => field ??=
    [
        new MessagesEndpoint(this, "/v1/messages"),
        new CountTokensEndpoint(this, "/v1/messages/count_tokens"),
        new DocumentEndpoint(this, "/v1/models", (writer, call) =>
        {
            if (IsAnthropicRequest(call))
                ModelList.WriteAnthropic(writer, KnownModels);
            else
                ModelList.WriteOpenAI(writer, KnownModels);
        })
        {
            IsAnthropicRequest = IsAnthropicRequest,
        },
        new DocumentEndpoint(this, "/api/v1/me/balance", (writer, call) => BalanceWriter.WriteRunApi(writer, GetBalance(call))),
        new DocumentEndpoint(this, "/api/v1/price_schedules",
            (writer, call) => RunApiPriceList.Write(writer, KnownModels, call.Query, call.Now))
        {
            IsPublic = true,
            HasETag = true,
        },
    ];

    private IReadOnlyCollection<string> KnownModels => Options.Models ?? Models;

    public override ReplyContent.Error CreateInvalidRequestError(string problem) => new(400, problem);

    public override ReplyContent.Error? ValidateModel(string model) =>
        KnownModels.Contains(model) ? null : new(404, $"Model {model} not found");

    // The bridge translates to a chat completion request, for which M3 thinks unless the request disables it. What only the
    // Messages API has (cache_control, the source of media, output_config) is not promised, and is ignored here.
    public override CompletionStyle CreateMessageStyle(EmulatedCall call) =>
        base.CreateMessageStyle(call) with { IsThinking = call.MessagesBody.IsThinkingEnabled(isOnByDefault: true) };

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply)
    {
        writer.WriteStartObject("error");
        writer.WriteString("message", error.Message);
        writer.WriteString("code", error.Code ?? GetErrorCode(error.Status));
        writer.WriteEndObject();
    }

    protected override void AddHeaders(IDictionary<string, string> headers, EmulatedCall call, Completion? completion) =>
        headers["X-Request-ID"] = call.Uuid;

    private static bool IsAnthropicRequest(EmulatedCall call) => call.BearerKey is null && call.ApiKey is not null;

    // The codes are those of RunAPI's SDKs (runapi-ai/core-sdk).
    private static string GetErrorCode(int status) => status switch
    {
        400 or 413 or 415 or 422 => "validation",
        401 => "authentication",
        402 => "insufficient_credits",
        403 => "permission",
        404 => "not_found",
        408 => "timeout",
        409 => "request_conflict",
        429 => "rate_limit",
        _ => "service_unavailable",
    };
}
