using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>The same response in the format of each protocol, non-streaming and streaming.</summary>
/// <param name="Body">The body of the non-streaming response.</param>
/// <param name="Events">The events of the stream, each with its blank line.</param>
/// <param name="EventsToFinish">The number of events up to the one with the finish reason.</param>
internal sealed record SampleResponse(string Body, IReadOnlyList<string> Events, int EventsToFinish)
{
    /// <summary>The text of <see cref="FirstEvents"/>.</summary>
    public const string StartText = "Grüße 🌍 ";

    public const string Text = StartText + RemainingText;

    private const string RemainingText = "von überall";

    public static readonly SampleResponse OpenAI = new(
        $$$"""
        {"id":"chat-1","object":"chat.completion","created":1775165263,"model":"MiniMax-M2.1","choices":[{"index":0,
        "finish_reason":"stop","message":{"role":"assistant","content":"{{{Text}}}"}}],
        "usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}
        """,
        [
            FormatChunk("""{"role":"assistant","content":""}"""),
            FormatChunk("""{"content":"Grüße "}"""),
            FormatChunk("""{"content":"🌍 "}"""),
            FormatChunk("""{"content":"von überall"}"""),
            FormatChunk("{}", finishReason: "\"stop\""),
            "data: [DONE]\n\n",
        ],
        EventsToFinish: 5);

    public static readonly SampleResponse Anthropic = new(
        $$$"""
        {"id":"msg-1","type":"message","role":"assistant","model":"MiniMax-M2.1","content":[{"type":"text","text":"{{{Text}}}"}],
        "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":5}}
        """,
        [
            FormatEvent(
                "message_start",
                """
                "message":{"id":"msg-1","type":"message","role":"assistant","model":"MiniMax-M2.1","content":[]}
                """),
            FormatEvent("content_block_start", """ "index":0,"content_block":{"type":"text","text":""} """),
            FormatEvent("content_block_delta", """ "index":0,"delta":{"type":"text_delta","text":"Grüße "} """),
            FormatEvent("content_block_delta", """ "index":0,"delta":{"type":"text_delta","text":"🌍 "} """),
            FormatEvent("content_block_delta", """ "index":0,"delta":{"type":"text_delta","text":"von überall"} """),
            FormatEvent("content_block_stop", """ "index":0 """),
            FormatEvent("message_delta", """ "delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":3,"output_tokens":5} """),
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        ],
        EventsToFinish: 7);

    /// <summary>The events up to the finish reason, without the end mark.</summary>
    public IEnumerable<string> EventsUntilFinish => Events.Take(EventsToFinish);

    /// <summary>The events with the first part of the text.</summary>
    public IEnumerable<string> FirstEvents => Events.TakeWhile(static one => !one.Contains(RemainingText, StringComparison.Ordinal));

    /// <summary>Formats an event with text.</summary>
    public string FormatTextEvent(string text) => this == OpenAI
        ? FormatChunk($$"""{"content":"{{text}}"}""")
        : FormatEvent("content_block_delta", $$""" "index":0,"delta":{"type":"text_delta","text":"{{text}}"} """);

    /// <summary>Returns the response in the format of a provider.</summary>
    public static SampleResponse ForProvider(string provider) =>
        Adapters.UsesMessages(provider) ? Anthropic : OpenAI;

    /// <summary>Creates the script of the response, in the mode that a request specifies.</summary>
    public ServerScript ToScript(FaultRequest request) =>
        request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean()
            ? ServerScript.Stream([.. Events])
            : ServerScript.Json(200, Body);

    private static string FormatChunk(string delta, string finishReason = "null") =>
        $$"""data: {"id":"chat-1","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finishReason}}}]}""" + "\n\n";

    private static string FormatEvent(string type, string fields) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\",{fields.Trim()}}}\n\n";
}
