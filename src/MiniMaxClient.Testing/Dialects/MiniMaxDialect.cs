using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>MiniMax's own OpenAI route; https://platform.minimax.io/docs/api-reference/text-chat-openai.</summary>
internal sealed class MiniMaxDialect(MiniMaxEmulatorOptions options) : UpstreamDialect(options)
{
    private static readonly string[] Models =
    [
        "MiniMax-M3", "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1", "MiniMax-M2.1-highspeed", "MiniMax-M2",
    ];

    public override string Name => "OpenAICompatible";
    public override string Root => "/openai";
    public override string BasePath => "/v1";

    // Measured on MiniMax-M2.7: response_format is dropped without a word.
    protected override bool ObeysResponseFormat => false;

    protected override ReplyContent.Error InvalidKey { get; } = new(401, "invalid api key", "2049");
    protected override ReplyContent.Error UnreadableBody { get; } = Invalid("request body is not valid json");
    protected override ReplyContent.Error UnknownPath(Call call) => new(404, "page not found");
    protected override IEnumerable<string?> Keys(Call call) => [call.BearerKey];
    protected override string ResponseModel(Call call) => call.Ask.Model ?? "";
    protected override bool SplitsThinking(Call call) => call.Ask.SplitsReasoning;

    protected override ReplyContent.Error? Violation(Call call, JsonElement body)
    {
        if (OpenAIContract.MiniMax.Problem(body, "") is { } problem)
            return Invalid(problem);
        string model = call.Ask.Model!;
        if (!(Options.Models ?? Models).Contains(model))
            return Invalid($"unknown model '{model}'");
        return ToolHistory.Problem(body.GetProperty("messages")) is { } history
            ? new(400, history, ToolHistory.InvalidParams)
            : null;
    }

    // The envelope is the Anthropic one, http_code is a string, and the business code ends the message in parentheses.
    protected override void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply)
    {
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", TypeOf(error.Status));
        writer.WriteString("message", error.Code is { } code ? $"{error.Message} ({code})" : error.Message);
        writer.WriteString("http_code", error.Status.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteString("request_id", call.Id);
    }

    protected override void AddHeaders(IDictionary<string, string> headers, Call call, Completion? completion)
    {
        headers["trace-id"] = call.Id;
        headers["minimax-request-id"] = call.Uuid;
    }

    private static ReplyContent.Error Invalid(string problem) =>
        new(400, $"invalid params, {problem}", ToolHistory.InvalidParams);

    private static string TypeOf(int status) => status switch
    {
        400 => "bad_request_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        529 => "overloaded_error",
        _ => "api_error",
    };
}
