using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;
using PathString = Microsoft.AspNetCore.Http.PathString;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// MiniMax's own APIs, https://platform.minimax.io/docs/api-reference/text-chat-openai and
/// https://platform.minimax.io/docs/api-reference/text-chat-anthropic.
/// </summary>
internal sealed class MiniMaxDialect(MiniMaxEmulatorOptions options, MiniMaxHost host) : MiniMaxUpstreamDialect(options)
{
    private const string MessagesRoot = "/anthropic";

    public override string Name => host.Name;
    public override string RootPath => host.RootPath;
    public override string BasePath => host.BasePath;

    protected override string? ChatPath => host.HasChatCompletions ? "/v1/chat/completions" : null;

    protected override IReadOnlyList<Endpoint> AdditionalEndpoints => field ??=
    [
        .. host.HasChatCompletions ? CreateChatEndpoints() : [],
        .. host.HasMessages ? CreateMessagesEndpoints() : [],
        .. host.IsStrict ? CreateAccountEndpoints() : [],
    ];

    // Measured on MiniMax-M2.7: response_format is ignored. If a message asks the model for JSON, the emulator uses the schema
    // of the request.
    protected override bool ShouldFollowResponseFormat(EmulatedCall call) => call.ChatBody.HasJsonInstruction;

    protected override ReplyContent.Error InvalidKeyError { get; } = new(401, "invalid api key", "2049");
    protected override ReplyContent.Error InsufficientCreditsError { get; } = new(402, "insufficient balance", "1008");
    protected override ReplyContent.Error RateLimitError { get; } = new(429, "rate limit exceeded", "1002");
    public override ReplyContent.Error UnreadableBodyError => CreateInvalidRequestError("request body is not valid json");
    protected override ReplyContent.Error CreateUnknownPathError(EmulatedCall call) => new(404, "page not found");

    protected override string GetResponseModel(EmulatedCall call) => GetResponseModel(call.ChatBody.Model ?? "");
    protected override MiniMaxModel? GetAnsweringModel(EmulatedCall call) => FindAnsweringModel(call.ChatBody.Model ?? "");
    protected override bool ShouldSeparateThinking(EmulatedCall call) => call.ChatBody.ShouldSplitReasoning;

    protected override JsonRule ChatContract => host.IsStrict ? MiniMaxChatContract.Schema : base.ChatContract;
    public override JsonRule MessageContract => host.IsStrict ? MiniMaxMessagesContract.CreateMessage : base.MessageContract;

    // The page documents the token count for M3 and M3.1-Flash only; what it returns for other models is not known.
    public override JsonRule CountTokensContract =>
        host.IsStrict ? MiniMaxMessagesContract.CountTokens : base.CountTokensContract;

    private IReadOnlyCollection<string> KnownModels => Options.Models
        ?? [.. MiniMaxModel.All.Where(model => !IsRejected(model)).Select(model => model.Id)];

    public override bool HasMessagesCache => true;

    // The model list of MiniMax's page on the automatic cache lacks these two.
    protected override Completion CountCachedChatTokens(EmulatedCall call, ReplyContent content, Completion completion)
    {
        if (completion.Model is "MiniMax-M2" or "M2-her")
            return completion;
        int read = PromptCache.UseAutomatically(
            GetCacheScope(call, "chat", completion.Model), PromptBlock.ReadChat(call.Json ?? default));
        return content is ReplyContent.Scripted { Tokens: not null }
            ? completion
            : completion with { Tokens = completion.Tokens with { CacheRead = read } };
    }

    public override bool IsOwnPath(PathString path) =>
        path.StartsWithSegments(host.RootPath.Length > 0 ? host.RootPath : host.BasePath);

    public override ReplyContent.Error CreateInvalidRequestError(string problem) => MiniMaxError.CreateInvalidParams(problem);

    // Field reports. The page of the Messages API documents 404.
    public override ReplyContent.Error? ValidateModel(string model) =>
        IsKnownModel(model) ? null : CreateInvalidRequestError($"unknown model '{model}'");

    public override ReplyContent.Error? ValidateMessagesModel(string model) =>
        IsKnownModel(model) ? null : new(404, "Model does not exist.");

    // Observed for chat completions: "bad_request_error", while the Messages API returns "invalid_request_error".
    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        MiniMaxError.Write(
            writer, call, error, error.Status == 400 ? "bad_request_error" : AnthropicError.GetErrorType(error.Status));

    public override void WriteAnthropicError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        MiniMaxError.Write(writer, call, error, AnthropicError.GetErrorType(error.Status));

    public override CompletionStyle CreateMessageStyle(EmulatedCall call)
    {
        string id = call.MessagesBody.Model;
        return base.CreateMessageStyle(call) with
        {
            Model = GetResponseModel(id),
            AdditionalThinkingSteps = FindAnsweringModel(id)?.CountThinkingSteps(call.MessagesBody.Effort) ?? 0,
        };
    }

    public override ReplyContent.Error? ValidateMessagesFeatures(JsonElement body) => FindModelToEnforce(body) is { } model
        ? ValidateImageSizes(body)
            ?? ValidateContext(new MessagesRequestBody(body), model)
            ?? MiniMaxMessagesContract.ValidateForModel(body, model)
        : null;

    protected override ReplyContent.Error? ValidateChatFeatures(JsonElement body)
    {
        if (FindModelToEnforce(body) is not { } model)
            return null;
        if ((ValidateImageSizes(body) ?? ValidateContext(new ChatRequestBody(body), model)) is { } tooLarge)
            return tooLarge;
        return MiniMaxChatContract.ValidateForModel(body, model) is { } problem ? CreateInvalidRequestError(problem) : null;
    }

    protected override ReplyContent.Error? ValidateBodySize(EmulatedCall call) =>
        host.IsStrict && call.Body.Length > MediaRules.MaxBodyBytes ? new(413, "request body is larger than 64 MB") : null;

    // "If Authorization and x-api-key are both present, Authorization takes precedence."
    protected override IEnumerable<string?> GetKeys(EmulatedCall call) =>
        [call.Path.StartsWith(MessagesRoot, StringComparison.Ordinal) ? call.BearerKey ?? call.ApiKey : call.BearerKey];

    protected override void AddHeaders(IDictionary<string, string> headers, EmulatedCall call, Completion? completion)
    {
        headers["trace-id"] = call.Id;
        headers["minimax-request-id"] = call.Uuid;
    }

    private Endpoint[] CreateChatEndpoints() =>
        [new DocumentEndpoint(this, "/v1/models", (writer, _) => ModelList.WriteOpenAI(writer, KnownModels))];

    private Endpoint[] CreateAccountEndpoints() =>
    [
        new DocumentEndpoint(this, "/v1/token_plan/remains",
            (writer, call) => BalanceWriter.WriteMiniMaxPlan(writer, Options.Account, call.Now)),
        new DocumentEndpoint(this, "/account/query_balance",
            (writer, call) => BalanceWriter.WriteMiniMaxCredits(writer, GetBalance(call))),
    ];

    private Endpoint[] CreateMessagesEndpoints() =>
    [
        new MessagesEndpoint(this, MessagesRoot + "/v1/messages"),
        new CountTokensEndpoint(this, MessagesRoot + "/v1/messages/count_tokens"),
        new DocumentEndpoint(this, MessagesRoot + "/v1/models",
            (writer, call) => ModelList.WriteAnthropic(writer, KnownModels, call.Query))
        {
            IsAnthropicRequest = static _ => true,
        },
    ];

    // The page documents 413 for images over the limit; a third party saw status 400 with the text of a full context window.
    private static ReplyContent.Error? ValidateImageSizes(JsonElement body) =>
        MediaRules.HasTooLargeImage(body) ? new(413, "image is larger than 10 MB") : null;

    // MiniMax's reply in github.com/MiniMax-AI/MiniMax-M2 issue 119.
    private static ReplyContent.Error? ValidateContext(IRequestBody request, MiniMaxModel model) =>
        TokenCounts.EstimateFromCharacters(request.PromptCharacters) > model.ContextLength
            ? MiniMaxError.CreateInvalidParams("context window exceeds limit")
            : null;

    private bool IsKnownModel(string id) =>
        Options.Models?.Contains(id) ?? (MiniMaxModel.Find(id) is { } model && !IsRejected(model));

    private bool IsRejected(MiniMaxModel model) => IsRetired(model) && Options.RetiredModels == RetiredModelBehavior.Rejected;

    private bool IsRetired(MiniMaxModel model) => host.IsStrict && model.IsRetired;

    private MiniMaxModel? FindModelToEnforce(JsonElement body) =>
        host.IsStrict && body.GetStringOrNull("model") is { } id ? FindAnsweringModel(id) : null;

    private MiniMaxModel? FindAnsweringModel(string id) => MiniMaxModel.Find(id) is { } model && IsRetired(model)
        && Options.RetiredModels is RetiredModelBehavior.Redirected or RetiredModelBehavior.RedirectedUnderOldName
            ? MiniMaxModel.Flash
            : MiniMaxModel.Find(id);

    private string GetResponseModel(string id) =>
        Options.RetiredModels == RetiredModelBehavior.RedirectedUnderOldName && MiniMaxModel.Find(id)?.IsRetired == true
            ? id
            : FindAnsweringModel(id)?.Id ?? id;
}
