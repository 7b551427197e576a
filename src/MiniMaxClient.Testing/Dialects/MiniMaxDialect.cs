using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>MiniMax's own OpenAI-compatible API; https://platform.minimax.io/docs/api-reference/text-chat-openai.</summary>
internal sealed class MiniMaxDialect(MiniMaxEmulatorOptions options) : MiniMaxUpstreamDialect(options)
{
    public static IReadOnlyCollection<string> Models { get; } =
    [
        "MiniMax-M3.1-Flash", "MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1", "MiniMax-M2.1-highspeed", "MiniMax-M2",
    ];

    public override string Name => "OpenAICompatible";
    public override string RootPath => "/openai";
    public override string BasePath => "/v1";

    // Measured on MiniMax-M2.7: response_format is ignored. If a message asks the model for JSON, the emulator uses the schema
    // of the request.
    protected override bool ShouldFollowResponseFormat(EmulatedCall call) => call.ChatBody.HasJsonInstruction;

    protected override ReplyContent.Error InvalidKeyError { get; } = new(401, "invalid api key", "2049");
    public override ReplyContent.Error UnreadableBodyError => CreateInvalidRequestError("request body is not valid json");
    protected override ReplyContent.Error CreateUnknownPathError(EmulatedCall call) => new(404, "page not found");
    protected override IEnumerable<string?> GetKeys(EmulatedCall call) => [call.BearerKey];
    protected override string GetResponseModel(EmulatedCall call) => call.ChatBody.Model ?? "";
    protected override bool ShouldSeparateThinking(EmulatedCall call) => call.ChatBody.ShouldSplitReasoning;

    protected override IReadOnlyList<Endpoint> AdditionalEndpoints => field ??=
        [new ModelsEndpoint(this, "/v1/models", (writer, _) => ModelList.WriteOpenAI(writer, Options.Models ?? Models))];

    public override ReplyContent.Error CreateInvalidRequestError(string problem) => MiniMaxError.CreateInvalidParams(problem);

    public override ReplyContent.Error? ValidateModel(string model) =>
        (Options.Models ?? Models).Contains(model) ? null : CreateInvalidRequestError($"unknown model '{model}'");

    // Observed on this API: "bad_request_error", while the Messages API returns "invalid_request_error".
    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        MiniMaxError.Write(
            writer, call, error, error.Status == 400 ? "bad_request_error" : AnthropicError.GetErrorType(error.Status));

    protected override void AddHeaders(IDictionary<string, string> headers, EmulatedCall call, Completion? completion)
    {
        headers["trace-id"] = call.Id;
        headers["minimax-request-id"] = call.Uuid;
    }
}
