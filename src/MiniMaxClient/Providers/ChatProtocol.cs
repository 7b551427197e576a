using System.Buffers;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Protocols.OpenAI;

namespace MiniMaxClient.Providers;

/// <summary>Represents the chat protocol of a provider.</summary>
internal abstract class ChatProtocol
{
    /// <summary>Gets the protocol of OpenAI's chat completions.</summary>
    public static ChatProtocol OpenAI => field ??= new OpenAIProtocol();

    /// <summary>Gets the protocol of Anthropic's messages.</summary>
    public static ChatProtocol Anthropic => field ??= new AnthropicProtocol();

    /// <summary>Gets the capabilities of a model at a host without documented ones.</summary>
    public abstract ModelCapabilities GetDefaultCapabilities(string model);

    /// <summary>Gets the headers of every request.</summary>
    public virtual IReadOnlyDictionary<string, string> DefaultHeaders { get; } = new Dictionary<string, string>();

    public abstract void WriteRequestBody(IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options);

    /// <summary>Reads the complete body of a response, which can also be a stream of events or of JSON lines.</summary>
    /// <exception cref="MiniMaxException">The body is an error or not a response.</exception>
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
        // MiniMax's switch for reasoning, which an OpenAI-compatible host of its models accepts or ignores.
        private static readonly ModelCapabilities MiniMaxModelCapabilities =
            ModelCapabilities.Unrestricted with { ThinkingTypes = ["adaptive", "enabled", "disabled"] };

        public override ModelCapabilities GetDefaultCapabilities(string model) =>
            MiniMaxModels.IsMiniMaxModel(model) ? MiniMaxModelCapabilities : ModelCapabilities.Unrestricted;

        public override void WriteRequestBody(
            IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options) =>
            OpenAIRequestWriter.Write(body, request, options);

        protected override ChatCompletion ReadCompletionBody(ReadOnlySpan<byte> body, ResponseContext context) =>
            OpenAICompletionReader.Read(body, context);

        public override ChunkReader CreateChunkReader(ResponseContext context) => new OpenAIChunkReader(context);
    }

    private sealed class AnthropicProtocol : ChatProtocol
    {
        // MiniMax's Messages schema has a block for videos.
        private static readonly ModelCapabilities MiniMaxModelCapabilities = ModelCapabilities.AnthropicMessages with
        {
            UserPartTypes = [.. ModelCapabilities.AnthropicMessages.UserPartTypes!, "video_url"],
            Media = null,
        };

        public override ModelCapabilities GetDefaultCapabilities(string model) =>
            MiniMaxModels.IsMiniMaxModel(model) ? MiniMaxModelCapabilities : ModelCapabilities.AnthropicMessages;

        // Optional on ModelsLab, required by Anthropic itself.
        public override IReadOnlyDictionary<string, string> DefaultHeaders { get; } =
            new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01" };

        public override void WriteRequestBody(
            IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options) =>
            AnthropicRequestWriter.Write(body, request, options);

        protected override ChatCompletion ReadCompletionBody(ReadOnlySpan<byte> body, ResponseContext context) =>
            AnthropicCompletionReader.Read(body, context);

        public override ChunkReader CreateChunkReader(ResponseContext context) => new AnthropicChunkReader(context);
    }
}
