using System.Buffers;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Protocols.OpenAI;

namespace MiniMaxClient.Providers;

/// <summary>A protocol that providers speak, with what it takes by itself.</summary>
internal abstract class ChatProtocol
{
    /// <summary>Chat completions in the OpenAI style.</summary>
    public static ChatProtocol OpenAI => field ??= new OpenAIProtocol();

    /// <summary>Messages in the Anthropic style.</summary>
    public static ChatProtocol Anthropic => field ??= new AnthropicProtocol();

    /// <summary>What a host that nobody documented is taken to take.</summary>
    public abstract ModelCapabilities Capabilities { get; }

    /// <summary>The headers that every call has.</summary>
    public virtual IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    public abstract void WriteRequest(IBufferWriter<byte> body, ChatCompletionRequest request, RequestForm form);

    /// <summary>Reads a whole response, also one that is a stream of events or JSON chunks on lines of their own.</summary>
    /// <exception cref="MiniMaxException">The body is an error, or not a response.</exception>
    public ChatCompletion ReadCompletion(ReadOnlySpan<byte> body, ProtocolContext context)
    {
        if (StreamedBody.IsEventStream(body))
            return StreamedBody.Read(body, CreateChunkReader(context));
        try
        {
            return ReadBody(body, context);
        }
        catch (MiniMaxInvalidResponseException) when (StreamedBody.IsChunks(body, context.ReaderOptions))
        {
            return StreamedBody.Read(body, CreateChunkReader(context));
        }
    }

    protected abstract ChatCompletion ReadBody(ReadOnlySpan<byte> body, ProtocolContext context);

    public abstract ChunkReader CreateChunkReader(ProtocolContext context);

    private sealed class OpenAIProtocol : ChatProtocol
    {
        public override ModelCapabilities Capabilities => ModelCapabilities.Unrestricted;

        public override void WriteRequest(IBufferWriter<byte> body, ChatCompletionRequest request, RequestForm form) =>
            OpenAIRequestWriter.Write(body, request, form);

        protected override ChatCompletion ReadBody(ReadOnlySpan<byte> body, ProtocolContext context) =>
            OpenAICompletionReader.Read(body, context);

        public override ChunkReader CreateChunkReader(ProtocolContext context) =>
            new OpenAIChunkReader(context);
    }

    private sealed class AnthropicProtocol : ChatProtocol
    {
        public override ModelCapabilities Capabilities => ModelCapabilities.AnthropicMessages;

        // Optional on ModelsLab, required by Anthropic itself.
        public override IReadOnlyDictionary<string, string> Headers { get; } =
            new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01" };

        public override void WriteRequest(IBufferWriter<byte> body, ChatCompletionRequest request, RequestForm form) =>
            AnthropicRequestWriter.Write(body, request, form);

        protected override ChatCompletion ReadBody(ReadOnlySpan<byte> body, ProtocolContext context) =>
            AnthropicCompletionReader.Read(body, context);

        public override ChunkReader CreateChunkReader(ProtocolContext context) =>
            new AnthropicChunkReader(context);
    }
}
