using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

/// <summary>Provides events of the Messages API and builds streams from them.</summary>
internal static class MessagesStream
{
    public const string Start =
        """
        {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"MiniMax-M2.7","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}}}
        """;

    public const string Text = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    public const string Hello = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}""";
    public const string Stop0 = """{"type":"content_block_stop","index":0}""";
    public const string Stop1 = """{"type":"content_block_stop","index":1}""";
    public const string End = """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}}""";
    public const string MessageStop = """{"type":"message_stop"}""";

    /// <summary>Returns a stream of events that are named after their types.</summary>
    public static string Named(params string[] events) => string.Concat(events.Select(static data =>
        $"event: {data.Split('"')[3]}\ndata: {data}\n\n"));

    public static string Unnamed(params string[] events) => string.Concat(events.Select(static data => $"data: {data}\n\n"));

    /// <summary>Reads a stream in every delivery and asserts each result; all results must be equal.</summary>
    public static Task ForEachAsync(string stream, Action<ChunkReadResult> assertion) =>
        ChunkReadResult.ForEachAsync(stream, assertion, ChatProtocol.Anthropic);
}
