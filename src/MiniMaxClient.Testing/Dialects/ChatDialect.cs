using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>A provider with chat completions: its checks, bodies and stream grammar.</summary>
internal abstract class ChatDialect(MiniMaxEmulatorOptions options) : Dialect(options)
{
    protected sealed override IReadOnlyList<Endpoint> Endpoints => field ??= [new ChatCompletions(this), .. OtherEndpoints];

    /// <summary>What the provider offers beside chat completions.</summary>
    protected abstract IReadOnlyList<Endpoint> OtherEndpoints { get; }

    /// <summary>The violation in the body of a chat completion request, or null.</summary>
    protected abstract ReplyContent.Error? Violation(Call call, JsonElement body);

    /// <summary>The model as responses name it.</summary>
    protected abstract string ResponseModel(Call call);

    protected virtual bool SplitsThinking(Call call) => false;
    protected virtual bool ObeysResponseFormat(Call call) => true;
    protected virtual int? DefaultMaxTokens => null;
    protected virtual int SuccessStatus => 200;

    protected abstract void WriteCompletion(Utf8JsonWriter writer, Completion completion);
    protected abstract IEnumerable<byte[]> Chunks(Completion completion, Call call, int chunkSize);
    protected abstract Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format);

    /// <summary>A comment line that opens each stream.</summary>
    protected virtual string? StreamComment => null;

    private sealed class ChatCompletions(ChatDialect host) : Endpoint(host, "POST", host.BasePath + "/chat/completions")
    {
        public override ReplyContent.Error? Refusal(Call call) =>
            call.Json is { } body ? host.Violation(call, body) : host.UnreadableBody;

        public override Completion? Complete(Call call, ReplyContent content)
        {
            Composer composer = new(call, call.Ask, host.ResponseModel(call), host.SplitsThinking(call));
            return content switch
            {
                ReplyContent.Default => composer.Default(host.ObeysResponseFormat(call), host.CallsTools, host.DefaultMaxTokens),
                ReplyContent.Scripted script => composer.Scripted(script),
                _ => null,
            };
        }

        public override Response Answer(Call call, Reply reply, Completion? completion) => call.Ask.Streams
            ? reply.Format.Stream(host.Chunks(completion!, call, reply.Format.ChunkSize), host.StreamComment)
            : Response.Json(host.SuccessStatus, Json.Object(writer => host.WriteCompletion(writer, completion!)));

        public override Response InBandError(ReplyContent.InBandError error, Call call, EventFormat format) =>
            host.InBandError(error, call, format);
    }
}
