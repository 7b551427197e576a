using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>A host that sends MiniMax's own bodies, as they are or with additions.</summary>
internal abstract class UpstreamDialect(MiniMaxEmulatorOptions options) : ChatDialect(options)
{
    /// <summary>The rejection by MiniMax, which reads the request as it was sent, or null.</summary>
    protected override ReplyContent.Error? Violation(Call call, JsonElement body)
    {
        if ((MiniMaxRules.ProblemOfChat(body) ?? OpenAIContract.MiniMax.Problem(body, "")) is { } problem)
            return MiniMaxError.InvalidParams(problem);
        if (UnknownModel(call.Ask.Model!) is { } unknown)
            return unknown;
        return ToolHistory.Problem(body.GetProperty("messages")) is { } history ? MiniMaxError.InvalidParams(history) : null;
    }

    protected override void WriteCompletion(Utf8JsonWriter writer, Completion completion) =>
        MiniMaxBody.WriteCompletion(writer, completion);

    protected override IEnumerable<byte[]> Chunks(Completion completion, Call call, int chunkSize) =>
        MiniMaxBody.Chunks(completion, call.Ask.IncludesUsage, chunkSize);

    protected override Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format)
    {
        bool streams = call.Ask.Streams;
        byte[] body = MiniMaxBody.InBandError(error, call.Id, call.Now.ToUnixTimeSeconds(), ResponseModel(call), streams);
        // Seen in the field as "a stream's only chunk": no [DONE] follows.
        return streams ? (format with { EndsWithDone = false }).Stream([body]) : Response.Json(200, body);
    }
}
