using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;
using PathString = Microsoft.AspNetCore.Http.PathString;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>MiniMax's own Messages API; https://platform.minimax.io/docs/api-reference/text-chat-anthropic.</summary>
internal sealed class MiniMaxAnthropicDialect(MiniMaxEmulatorOptions options) : Dialect(options)
{
    public override string Name => "AnthropicCompatible";

    // The base path is part of the real address, so recorded paths include it.
    public override string RootPath => "";
    public override string BasePath => "/anthropic";

    protected override IReadOnlyList<Endpoint> Endpoints => field ??=
    [
        new MessagesEndpoint(this, BasePath + "/v1/messages"),
        new CountTokensEndpoint(this, BasePath + "/v1/messages/count_tokens"),
        new ModelsEndpoint(this, BasePath + "/v1/models", (writer, _) => ModelList.WriteAnthropic(writer, KnownModels)),
    ];

    protected override ReplyContent.Error InvalidKeyError { get; } = new(401, "invalid api key", "2049");
    public override ReplyContent.Error UnreadableBodyError => CreateInvalidRequestError("request body is not valid json");

    private IReadOnlyCollection<string> KnownModels => Options.Models ?? MiniMaxDialect.Models;

    public override bool IsOwnPath(PathString path) => path.StartsWithSegments(BasePath);

    public override ReplyContent.Error CreateInvalidRequestError(string problem) => MiniMaxError.CreateInvalidParams(problem);

    public override ReplyContent.Error? ValidateModel(string model) =>
        KnownModels.Contains(model) ? null : new(404, "Model does not exist.");

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        MiniMaxError.Write(writer, call, error, AnthropicError.GetErrorType(error.Status));

    public override void WriteAnthropicError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        WriteError(writer, call, error, reply);

    protected override ReplyContent.Error CreateUnknownPathError(EmulatedCall call) => new(404, "page not found");

    // "If Authorization and x-api-key are both present, Authorization takes precedence."
    protected override IEnumerable<string?> GetKeys(EmulatedCall call) => [call.BearerKey ?? call.ApiKey];

    protected override void AddHeaders(IDictionary<string, string> headers, EmulatedCall call, Completion? completion)
    {
        headers["trace-id"] = call.Id;
        headers["minimax-request-id"] = call.Uuid;
    }
}
