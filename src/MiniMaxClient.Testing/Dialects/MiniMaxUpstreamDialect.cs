using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of a host that returns MiniMax's own bodies, unchanged or with additional properties.</summary>
internal abstract class MiniMaxUpstreamDialect(MiniMaxEmulatorOptions options) : ChatDialect(options)
{
    /// <summary>Returns the error with which MiniMax rejects the forwarded request, or null.</summary>
    protected override ReplyContent.Error? ValidateChatBody(EmulatedCall call, JsonElement body)
    {
        if ((MiniMaxRules.ValidateChatRequest(body) ?? OpenAIContract.MiniMax.Validate(body, "")) is { } problem)
            return MiniMaxError.CreateInvalidParams(problem);
        if (ValidateModel(call.ChatBody.Model!) is { } unknown)
            return unknown;
        return ToolHistoryRules.ValidateChatHistory(body.GetProperty("messages")) is { } history
            ? MiniMaxError.CreateInvalidParams(history)
            : null;
    }

    protected override void WriteCompletion(Utf8JsonWriter writer, Completion completion) =>
        MiniMaxCompletionWriter.WriteCompletion(writer, completion);

    protected override IEnumerable<byte[]> CreateChunks(Completion completion, EmulatedCall call, int chunkSize) =>
        MiniMaxCompletionWriter.WriteChunks(completion, call.ChatBody.ShouldIncludeUsage, chunkSize);

    protected override EmulatorResponse CreateInBandErrorResponse(
        ReplyContent.InBandError error, EmulatedCall call, SseFormat format)
    {
        bool isStreaming = call.ChatBody.IsStreaming;
        byte[] body = MiniMaxCompletionWriter.CreateInBandError(
            error, call.Id, call.Now.ToUnixTimeSeconds(), GetResponseModel(call), isStreaming);
        // Observed as the only chunk of a stream, without [DONE].
        return isStreaming
            ? (format with { EndsWithDone = false }).CreateStreamResponse([body])
            : EmulatorResponse.FromJson(200, body);
    }
}
