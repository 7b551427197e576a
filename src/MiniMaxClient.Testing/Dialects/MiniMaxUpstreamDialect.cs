using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>A host that sends MiniMax's own bodies, as they are or with additions.</summary>
internal abstract class MiniMaxUpstreamDialect(MiniMaxEmulatorOptions options) : ChatDialect(options)
{
    /// <summary>The rejection by MiniMax, which reads the request as it was sent, or null.</summary>
    protected override ReplyContent.Error? ValidateChatBody(Call call, JsonElement body)
    {
        if ((MiniMaxRules.ValidateChatRequest(body) ?? OpenAIContract.MiniMax.Validate(body, "")) is { } problem)
            return MiniMaxError.CreateInvalidParams(problem);
        if (ValidateModel(call.Ask.Model!) is { } unknown)
            return unknown;
        return ToolHistoryRules.ValidateChatHistory(body.GetProperty("messages")) is { } history
            ? MiniMaxError.CreateInvalidParams(history) : null;
    }

    protected override void WriteCompletion(Utf8JsonWriter writer, Completion completion) =>
        MiniMaxCompletionWriter.WriteCompletion(writer, completion);

    protected override IEnumerable<byte[]> CreateChunks(Completion completion, Call call, int chunkSize) =>
        MiniMaxCompletionWriter.WriteChunks(completion, call.Ask.ShouldIncludeUsage, chunkSize);

    protected override EmulatorResponse CreateInBandErrorResponse(ReplyContent.InBandError error, Call call, SseFormat format)
    {
        bool streams = call.Ask.IsStreaming;
        byte[] body = MiniMaxCompletionWriter.CreateInBandError(
            error, call.Id, call.Now.ToUnixTimeSeconds(), GetResponseModel(call), streams);
        // Seen in the field as "a stream's only chunk": no [DONE] follows.
        return streams
            ? (format with { EndsWithDone = false }).CreateStreamResponse([body]) : EmulatorResponse.FromJson(200, body);
    }
}
