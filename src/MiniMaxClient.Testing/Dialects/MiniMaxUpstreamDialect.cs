using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of a host that returns MiniMax's own bodies, unchanged or with additional properties.</summary>
internal abstract class MiniMaxUpstreamDialect(MiniMaxEmulatorOptions options) : ChatDialect(options)
{
    /// <summary>Gets the schema of chat completion requests.</summary>
    protected virtual JsonRule ChatContract => OpenAIContract.MiniMax;

    /// <summary>Returns the error for what the model of a chat completion request does not support, or null.</summary>
    protected virtual ReplyContent.Error? ValidateChatFeatures(JsonElement body) => null;

    /// <summary>Returns the model that answers, whose name the response usually has; null if it is not MiniMax's.</summary>
    protected virtual MiniMaxModel? GetAnsweringModel(EmulatedCall call) => MiniMaxModel.Find(GetResponseModel(call));

    /// <summary>Determines whether the request separates the thinking from the content.</summary>
    protected virtual bool ShouldSeparateThinking(EmulatedCall call) => false;

    /// <summary>Returns the error with which MiniMax rejects the forwarded request, or null.</summary>
    protected override ReplyContent.Error? ValidateChatBody(EmulatedCall call, JsonElement body)
    {
        if (MiniMaxRules.ValidateChatRequest(body) is { } rule)
            return MiniMaxError.CreateInvalidParams(rule);
        if (ValidateChatFeatures(body) is { } unsupported)
            return unsupported;
        if (ChatContract.Validate(body, "") is { } problem)
            return MiniMaxError.CreateInvalidParams(problem);
        if (ValidateModel(call.ChatBody.Model!) is { } unknown)
            return unknown;
        return ToolHistoryRules.ValidateChatHistory(body.GetProperty("messages")) is { } history
            ? MiniMaxError.CreateInvalidParams(history)
            : null;
    }

    protected override CompletionStyle CreateChatStyle(EmulatedCall call)
    {
        bool isSplit = ShouldSeparateThinking(call);
        MiniMaxModel? model = GetAnsweringModel(call);
        return base.CreateChatStyle(call) with
        {
            IsThinkingSeparate = isSplit || model?.AlwaysSeparatesReasoning == true,
            HasReasoningDetails = isSplit,
            AdditionalThinkingSteps = model?.CountThinkingSteps(call.ChatBody.ReasoningEffort) ?? 0,
        };
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
