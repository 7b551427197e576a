using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>ModelsLab: OpenAI bodies by way of OpenRouter, errors of the platform; https://docs.modelslab.com.</summary>
internal sealed class ModelsLabDialect(MiniMaxEmulatorOptions options) : Dialect(options)
{
    private const string DefaultModel = "minimax-minimax-m2";

    // "Rate limit exceeded" in docs.modelslab.com/rate-limits comes with this wait in the body.
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);

    public override string Name => "ModelsLab";
    public override string Root => "/modelslab";
    public override string BasePath => "/api/v7/llm";

    // openapi.json: max_tokens "default": 1000.
    protected override int? DefaultMaxTokens => 1000;

    // The wait is in the body instead.
    protected override bool SendsRetryAfterHeader => false;

    protected override string? StreamComment => "OPENROUTER PROCESSING";
    protected override ReplyContent.Error InvalidKey { get; } = new(401, "Invalid API key");
    protected override ReplyContent.Error UnreadableBody { get; } = new(400, "Invalid JSON body");
    protected override ReplyContent.Error UnknownPath(Call call) => new(404, "Not found");

    protected override IEnumerable<string?> Keys(Call call) =>
        [call.BearerKey, call.Ask.Key];

    protected override string ResponseModel(Call call) => call.Ask.Model ?? call.Ask.ModelId ?? DefaultModel;

    protected override ReplyContent.Error? Violation(Call call, JsonElement body)
    {
        if (OpenAIContract.ModelsLab.Problem(body, "") is { } problem)
            return new(400, problem);
        string model = ResponseModel(call);
        // The ids of the later models are published nowhere; they are taken to follow the one that is.
        bool isKnown = Options.Models?.Contains(model) ?? model.StartsWith("minimax-minimax-", StringComparison.Ordinal);
        return isKnown ? null : new(404, $"Model {model} not found");
    }

    protected override void WriteCompletion(Utf8JsonWriter writer, Completion completion) =>
        OpenAIBody.WriteCompletion(writer, completion);

    protected override IEnumerable<byte[]> Chunks(Completion completion, Call call, int chunkSize) =>
        OpenAIBody.Chunks(completion, call.Ask.IncludesUsage, chunkSize);

    protected override void WriteError(Utf8JsonWriter writer, Call call, ReplyContent.Error error, Reply reply)
    {
        writer.WriteString("status", "error");
        writer.WriteString("message", error.Message);
        if (error.Status == 429)
            writer.WriteNumber("retry_after", Seconds(reply.RetryAfter ?? DefaultRetryAfter));
    }

    // The platform's errors are JSON documents under HTTP 200, also where a stream was asked for; they have no code.
    protected override Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format) =>
        Response.Json(200, Json.Object(writer =>
        {
            writer.WriteString("status", "error");
            writer.WriteString("message", error.Message);
        }));
}
