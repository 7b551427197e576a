using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>RunAPI: MiniMax's bodies as they are and errors in the OpenAI form; https://runapi.ai.</summary>
internal sealed class RunApiDialect(MiniMaxEmulatorOptions options) : UpstreamDialect(options)
{
    private static readonly string[] Models =
    [
        "MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1", "MiniMax-M2",
    ];

    public override string Name => "RunApi";
    public override string Root => "/runapi";
    public override string BasePath => "/v1";

    protected override ReplyContent.Error InvalidKey { get; } = new(401, "Invalid API key");
    protected override ReplyContent.Error UnreadableBody { get; } = new(400, "Request body is not valid JSON");
    protected override ReplyContent.Error UnknownPath(Call call) => new(404, "Not found");
    protected override IEnumerable<string?> Keys(Call call) => [call.BearerKey, call.Headers["x-api-key"]];
    protected override string ResponseModel(Call call) => call.Ask.Model ?? "";

    protected override ReplyContent.Error? Violation(Call call, JsonElement body)
    {
        if (OpenAIContract.RunApi.Problem(body, "") is { } problem)
            return new(400, problem);
        string model = call.Ask.Model!;
        return (Options.Models ?? Models).Contains(model) ? null : new(404, $"Model {model} not found");
    }

    protected override void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply)
    {
        writer.WriteStartObject("error");
        writer.WriteString("message", error.Message);
        writer.WriteString("code", error.Code ?? CodeOf(error.Status));
        writer.WriteEndObject();
    }

    protected override void AddHeaders(IDictionary<string, string> headers, Call call, Completion? completion) =>
        headers["X-Request-ID"] = call.Uuid;

    // The codes of the provider's published SDKs (runapi-ai/core-sdk).
    private static string CodeOf(int status) => status switch
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
