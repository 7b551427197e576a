using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of a provider with chat completions: its validation, bodies and streams.</summary>
internal abstract class ChatDialect(MiniMaxEmulatorOptions options) : Dialect(options)
{
    protected sealed override IReadOnlyList<Endpoint> Endpoints => field ??=
        ChatPath is { } path ? [new ChatCompletionsEndpoint(this, path), .. AdditionalEndpoints] : AdditionalEndpoints;

    /// <summary>Gets the path of chat completions; null for none.</summary>
    protected virtual string? ChatPath => BasePath + "/chat/completions";

    /// <summary>Gets the provider's endpoints other than chat completions.</summary>
    protected abstract IReadOnlyList<Endpoint> AdditionalEndpoints { get; }

    /// <summary>Returns the error with which the provider rejects the body of a chat completion request, or null.</summary>
    protected abstract ReplyContent.Error? ValidateChatBody(EmulatedCall call, JsonElement body);

    /// <summary>Applies the automatic prompt cache to a completion, whose token counts the reply may define.</summary>
    protected virtual Completion CountCachedChatTokens(EmulatedCall call, ReplyContent content, Completion completion) =>
        completion;

    /// <summary>Returns the model name that the response has.</summary>
    protected abstract string GetResponseModel(EmulatedCall call);

    /// <summary>Returns the traits of the completion for a request.</summary>
    protected virtual CompletionStyle CreateChatStyle(EmulatedCall call) =>
        new(GetResponseModel(call)) { IsThinking = call.ChatBody.IsThinkingEnabled };

    protected virtual bool ShouldFollowResponseFormat(EmulatedCall call) => true;
    protected virtual int? DefaultMaxTokens => null;
    protected virtual int SuccessStatus => 200;

    protected abstract void WriteCompletion(Utf8JsonWriter writer, Completion completion);
    protected abstract IEnumerable<byte[]> CreateChunks(Completion completion, EmulatedCall call, int chunkSize);
    protected abstract EmulatorResponse CreateInBandErrorResponse(
        ReplyContent.InBandError error, EmulatedCall call, SseFormat format);

    /// <summary>Gets the comment at the start of each stream; null for none.</summary>
    protected virtual string? StreamComment => null;

    private sealed class ChatCompletionsEndpoint(ChatDialect dialect, string path) : Endpoint(dialect, "POST", path)
    {
        public override ReplyContent.Error? ValidateRequest(EmulatedCall call) =>
            call.Json is { } body ? dialect.ValidateChatBody(call, body) : dialect.UnreadableBodyError;

        public override (string Model, IRequestBody Body)? GetCountedPrompt(EmulatedCall call) =>
            (dialect.GetResponseModel(call), call.ChatBody);

        public override Completion? CreateCompletion(EmulatedCall call, ReplyContent content)
        {
            CompletionGenerator generator = new(call, call.ChatBody, dialect.CreateChatStyle(call));
            Completion? completion = content switch
            {
                ReplyContent.Default => generator.CreateDefault(
                    dialect.ShouldFollowResponseFormat(call), dialect.ShouldCallTools, dialect.DefaultMaxTokens),
                ReplyContent.Scripted script => generator.CreateScripted(script),
                _ => null,
            };
            return completion is null ? null : dialect.CountCachedChatTokens(call, content, completion);
        }

        public override EmulatorResponse CreateResponse(EmulatedCall call, Reply reply, Completion? completion) =>
            call.ChatBody.IsStreaming
                ? reply.Format.CreateStreamResponse(
                    dialect.CreateChunks(completion!, call, reply.Format.ChunkSize), dialect.StreamComment)
                : EmulatorResponse.FromJson(
                    dialect.SuccessStatus, Json.WriteObject(writer => dialect.WriteCompletion(writer, completion!)));

        public override EmulatorResponse CreateInBandErrorResponse(
            ReplyContent.InBandError error, EmulatedCall call, SseFormat format) =>
            dialect.CreateInBandErrorResponse(error, call, format);
    }
}
