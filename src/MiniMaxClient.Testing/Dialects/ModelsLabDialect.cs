using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of ModelsLab: OpenAI bodies from OpenRouter, and its own errors; https://docs.modelslab.com.</summary>
internal sealed class ModelsLabDialect(MiniMaxEmulatorOptions options) : ChatDialect(options)
{
    private const string WalletPath = "/api/wallet_balance";
    private const string DefaultModel = "minimax-minimax-m2";

    // docs.modelslab.com/rate-limits: the body of "Rate limit exceeded" has this wait.
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);

    public override string Name => "ModelsLab";
    public override string RootPath => "/modelslab";
    public override string BasePath => "/api/v7/llm";

    // openapi.json: max_tokens "default": 1000.
    protected override int? DefaultMaxTokens => 1000;

    // ModelsLab forwards to OpenRouter, whose upstream host is not known.
    public override bool HasMiniMaxRules => false;

    // The body has the wait instead.
    protected override bool HasRetryAfterHeader => false;

    protected override string? StreamComment => "OPENROUTER PROCESSING";
    protected override ReplyContent.Error InvalidKeyError { get; } = new(401, "Invalid API key");
    protected override ReplyContent.Error InsufficientCreditsError { get; } = new(402, "Insufficient credits");
    protected override ReplyContent.Error RateLimitError { get; } = new(429, "Rate limit exceeded.");
    public override ReplyContent.Error UnreadableBodyError { get; } = new(400, "Invalid JSON body");
    protected override ReplyContent.Error CreateUnknownPathError(EmulatedCall call) => new(404, "Not found");

    // openapi.json: x-api-key or Bearer for messages, count_tokens and models; the key in the body is for chat. The wallet's page
    // has only the key in the body.
    protected override IEnumerable<string?> GetKeys(EmulatedCall call) => call.Path switch
    {
        WalletPath => [call.ChatBody.ApiKey],
        _ when call.Path.StartsWith(BasePath + "/v1/", StringComparison.Ordinal) => [call.BearerKey, call.ApiKey],
        _ => [call.BearerKey, call.ChatBody.ApiKey],
    };

    protected override IReadOnlyList<Endpoint> AdditionalEndpoints => field ??=
    [
        new MessagesEndpoint(this, BasePath + "/v1/messages"),
        new CountTokensEndpoint(this, BasePath + "/v1/messages/count_tokens"),
        new DocumentEndpoint(this, BasePath + "/v1/models", (writer, _) =>
            ModelList.WriteOpenAI(writer, Options.Models ?? [DefaultModel])),
        new DocumentEndpoint(
            this, WalletPath, (writer, call) => BalanceWriter.WriteModelsLab(writer, GetBalance(call)), method: "POST"),
    ];

    protected override string GetResponseModel(EmulatedCall call) => call.ChatBody.Model ?? call.ChatBody.ModelId ?? DefaultModel;

    public override ReplyContent.Error CreateInvalidRequestError(string problem) => new(400, problem);

    // The ids of later models are not published; it is assumed that they have the prefix of the published one.
    public override ReplyContent.Error? ValidateModel(string model) =>
        Options.Models?.Contains(model) ?? model.StartsWith("minimax-minimax-", StringComparison.Ordinal)
            ? null
            : new(404, $"Model {model} not found");

    protected override ReplyContent.Error? ValidateChatBody(EmulatedCall call, JsonElement body) =>
        OpenAIContract.ModelsLab.Validate(body, "") is { } problem
            ? CreateInvalidRequestError(problem)
            : ValidateModel(GetResponseModel(call));

    protected override void WriteCompletion(Utf8JsonWriter writer, Completion completion) =>
        OpenAICompletionWriter.WriteCompletion(writer, completion);

    protected override IEnumerable<byte[]> CreateChunks(Completion completion, EmulatedCall call, int chunkSize) =>
        OpenAICompletionWriter.WriteChunks(completion, call.ChatBody.ShouldIncludeUsage, chunkSize);

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply)
    {
        writer.WriteString("status", "error");
        writer.WriteString("message", error.Message);
        WriteRetryAfter(writer, error, reply);
    }

    // The documentation does not say where these endpoints send the wait; the body is assumed here too.
    public override void WriteAnthropicError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply)
    {
        base.WriteAnthropicError(writer, call, error, reply);
        WriteRetryAfter(writer, error, reply);
    }

    // ModelsLab's errors have no code.
    public override void WriteInBandError(Utf8JsonWriter writer, ReplyContent.InBandError error)
    {
        writer.WriteString("status", "error");
        writer.WriteString("message", error.Message);
    }

    // The platform's errors with HTTP status 200 are JSON documents, for streaming requests too.
    protected override EmulatorResponse CreateInBandErrorResponse(
        ReplyContent.InBandError error, EmulatedCall call, SseFormat format) =>
        EmulatorResponse.FromJson(200, Json.WriteObject(writer => WriteInBandError(writer, error)));

    private static void WriteRetryAfter(Utf8JsonWriter writer, ReplyContent.Error error, Reply reply)
    {
        if (error.Status == 429)
            writer.WriteNumber("retry_after", RoundUpToSeconds(reply.RetryAfter ?? DefaultRetryAfter));
    }
}
