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
    public abstract ModelCapabilities DefaultCapabilities { get; }

    /// <summary>The headers that every call has.</summary>
    public virtual IReadOnlyDictionary<string, string> DefaultHeaders { get; } = new Dictionary<string, string>();

    public abstract void WriteRequestBody(IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options);

    /// <summary>Reads a whole response, also one that is a stream of events or JSON chunks on lines of their own.</summary>
    /// <exception cref="MiniMaxException">The body is an error, or not a response.</exception>
    public ChatCompletion ReadCompletion(ReadOnlySpan<byte> body, ResponseContext context)
    {
        if (StreamedBodyReader.IsEventStream(body))
            return StreamedBodyReader.Read(body, CreateChunkReader(context));
        try
        {
            return ReadCompletionBody(body, context);
        }
        catch (MiniMaxInvalidResponseException) when (StreamedBodyReader.IsChunkSequence(body, context.ReaderOptions))
        {
            return StreamedBodyReader.Read(body, CreateChunkReader(context));
        }
    }

    protected abstract ChatCompletion ReadCompletionBody(ReadOnlySpan<byte> body, ResponseContext context);

    public abstract ChunkReader CreateChunkReader(ResponseContext context);

    private sealed class OpenAIProtocol : ChatProtocol
    {
        public override ModelCapabilities DefaultCapabilities => ModelCapabilities.Unrestricted;

        public override void WriteRequestBody(
            IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options) =>
            OpenAIRequestWriter.Write(body, request, options);

        protected override ChatCompletion ReadCompletionBody(ReadOnlySpan<byte> body, ResponseContext context) =>
            OpenAICompletionReader.Read(body, context);

        public override ChunkReader CreateChunkReader(ResponseContext context) =>
            new OpenAIChunkReader(context);
    }

    private sealed class AnthropicProtocol : ChatProtocol
    {
        public override ModelCapabilities DefaultCapabilities => ModelCapabilities.AnthropicMessages;

        // Optional on ModelsLab, required by Anthropic itself.
        public override IReadOnlyDictionary<string, string> DefaultHeaders { get; } =
            new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01" };

        public override void WriteRequestBody(
            IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options) =>
            AnthropicRequestWriter.Write(body, request, options);

        protected override ChatCompletion ReadCompletionBody(ReadOnlySpan<byte> body, ResponseContext context) =>
            AnthropicCompletionReader.Read(body, context);

        public override ChunkReader CreateChunkReader(ResponseContext context) =>
            new AnthropicChunkReader(context);
    }
}
