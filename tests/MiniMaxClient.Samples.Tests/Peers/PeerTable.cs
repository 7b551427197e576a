using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>The rows of COMPARISON.md, whose cells are the observed results.</summary>
internal static class PeerTable
{
    public const string Prompt = "What is the answer?";

    public const string Key = "sk-peers-0123456789abcdef";

    private const string Start =
        """{"type":"message_start","message":{"id":"1","type":"message","role":"assistant","model":"MiniMax-M2","content":[],"""
        + """ "usage":{"input_tokens":3,"output_tokens":0},"stop_reason":null,"stop_sequence":null}}""";

    private const string Overloaded = """{"error":{"type":"overloaded_error","message":"Overloaded"}}""";

    public static IReadOnlyList<PeerRow> Rows { get; } =
    [
        new("a stream that begins with reasoning",
            static _ => Reply.Stream(FormatChunk("<thi"), FormatChunk("nk>\\nHm.\\n</th"), FormatChunk("ink>\\n\\n42"), FormatChunk("", "\"stop\"")),
            static _ => Reply.Stream([Start, .. CreateThinkingEvents(""","signature":"" """), .. CreateTextEvents("42"), .. CreateEndEvents()]),
            static outcome => outcome.Response switch
            {
                { Text: "42", Thinking: "Hm." } => "reasoning separate from the text",
                { Text: "<think>\nHm.\n</think>\n\n42" } => "reasoning in the text, with its tags",
                _ => $"{outcome}",
            })
        {
            IsStreamed = true,
        },
        new("an error with HTTP 200: `base_resp` 1008, insufficient balance",
            static _ => Reply.Raw(
                200,
                "application/json",
                """{"id":"1","choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}"""),
            static _ => Reply.Raw(
                200,
                "application/json",
                """
                {"id":"1","type":"message","role":"assistant","model":"MiniMax-M2","content":[],"stop_reason":null,
                "usage":{"input_tokens":0,"output_tokens":0},"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}
                """),
            static outcome => outcome.Response is { Text: "", Thinking: "" } ? "an empty response" : $"{outcome}"),
        new("an error event in a stream",
            static _ => Reply.Stream(
                FormatChunk("Forty-"), """{"error":{"type":"overloaded_error","message":"Overloaded"}}""").WithoutDone(),
            static _ => Reply.Stream(
                [Start, .. CreateTextEvents("Forty-"), """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""]),
            DescribePartial)
        {
            IsStreamed = true,
        },
        new("an error in a stream, as a line that is not an event",
            static _ => Raw($"data: {FormatChunk("Forty-")}\n\n{Overloaded}\n"),
            static _ => Raw(string.Concat(((string[])[Start, .. CreateTextEvents("Forty-")]).Select(FormatEvent)) + Overloaded + "\n"),
            DescribePartial)
        {
            IsStreamed = true,
        },
        new("a non-streaming JSON body for a streaming request, as `text/event-stream`",
            static _ => Raw(
                """
                {"id":"1","object":"chat.completion","created":1775165263,"model":"MiniMax-M2","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"42"}}]}
                """),
            static _ => Raw(
                """
                {"id":"1","type":"message","role":"assistant","model":"MiniMax-M2","content":[{"type":"text","text":"42"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}
                """),
            static outcome => outcome.Response switch
            {
                { Text: "42" } => "read",
                { Text: "" } => "an empty response",
                _ => $"{outcome}",
            })
        {
            IsStreamed = true,
        },
        new("a stream that is closed before its finish reason",
            static _ => Reply.Stream(FormatChunk("Forty-")).WithoutDone(),
            static _ => Reply.Stream([Start, .. CreateTextEvents("Forty-")]),
            DescribePartial)
        {
            IsStreamed = true,
        },
        new("a stream that stalls",
            static _ => Reply.Stream(FormatChunk("Forty-"), FormatChunk("two", "\"stop\"")).StallAfterEvents(1),
            static _ => Reply.Stream([Start, .. CreateTextEvents("Forty-"), .. CreateEndEvents()]).StallAfterEvents(3),
            static outcome => outcome is { Response: null, Failure: null } ? "waits beyond its `Timeout`" : $"{outcome}")
        {
            IsStreamed = true,
            Limit = TimeSpan.FromSeconds(5),
            OurLimit = TimeSpan.FromSeconds(8),
        },
        new("an unknown finish reason: `eos`",
            static _ => Reply.Stream(FormatChunk("42"), FormatChunk("", "\"eos\"")),
            static _ => Reply.Stream([Start, .. CreateTextEvents("42"), .. CreateEndEvents("eos")]),
            static outcome => outcome.Response?.FinishReason == "eos" ? "kept" : $"{outcome}")
        {
            IsStreamed = true,
        },
        new("MiniMax's deviations: `\"role\":\"\"`; reasoning whose signature arrives late",
            static _ => Reply.Stream(FormatChunk("4", role: ""), FormatChunk("2", "\"stop\"", role: "")),
            static _ => Reply.Stream([Start, .. CreateThinkingEvents(""), .. CreateTextEvents("42"), .. CreateEndEvents()]),
            static outcome => outcome.Response?.Text == "42" ? "read" : $"{outcome}")
        {
            IsStreamed = true,
        },
        new("a response with HTTP 201, as AIML API sends it",
            static _ => Reply.Raw(
                201,
                "application/json",
                """
                {"id":"1","object":"chat.completion","created":1775165263,"model":"MiniMax-M2",
                "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"42"}}]}
                """),
            static _ => Reply.Raw(
                201,
                "application/json",
                """
                {"id":"1","type":"message","role":"assistant","model":"MiniMax-M2","content":[{"type":"text","text":"42"}],
                "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}
                """),
            static outcome => outcome.Response?.Text == "42" ? "read" : $"{outcome}"),
        new("HTTP 401 that quotes the key",
            static _ => Reply.Error(401, $"Incorrect API key provided: {Key}"),
            static _ => Reply.Error(401, $"Incorrect API key provided: {Key}"),
            static outcome => outcome.Failure is { } failure
                ? $"{outcome}, {(failure.ToString().Contains(Key, StringComparison.Ordinal) ? "which contains the key" : "without the key")}"
                : $"{outcome}"),
        new("a redirect to another server",
            static other => Reply.Raw(307, "text/plain", "").WithHeader("Location", $"{other}openai/v1/chat/completions"),
            static other => Reply.Raw(307, "text/plain", "").WithHeader("Location", $"{other}anthropic/v1/messages"),
            static outcome => outcome.OtherServerRequests switch
            {
                [] => "not followed",
                [var request, ..] when !request.Text.Contains(Prompt, StringComparison.Ordinal) => "followed",
                [var request, ..] when request.Headers.ContainsKey("Authorization") || request.Headers.ContainsKey("X-Api-Key") =>
                    "followed, with the prompt and the key",
                _ => "followed: sends the prompt but not the key",
            }),
    ];

    private static string DescribePartial(PeerOutcome outcome) => outcome.Response switch
    {
        { AggregateFailure: { } failure } => $"ends without an exception; `Aggregate` throws `{failure.GetType().Name}`",
        { Text: "Forty-" } => "ends without an exception",
        _ => $"{outcome}",
    };

    private static Reply Raw(string body) => Reply.Raw(200, "text/event-stream", body);

    private static string FormatEvent(string data) => $"event: {JsonDocument.Parse(data).RootElement.GetProperty("type")}\ndata: {data}\n\n";

    private static string FormatChunk(string content, string finishReason = "null", string role = "assistant") =>
        """{"id":"1","object":"chat.completion.chunk","created":1775165263,"model":"MiniMax-M2","choices":[{"index":0,"""
        + $$$"""
        "finish_reason":{{{finishReason}}},"delta":{"role":"{{{role}}}","content":"{{{content}}}"}}]}
        """;

    private static string[] CreateThinkingEvents(string signature) =>
    [
        $$$"""{"type":"content_block_start","index":0,"content_block":{"thinking":""{{{signature}}},"type":"thinking"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"5f"}}""",
        """{"type":"content_block_stop","index":0}""",
    ];

    private static string[] CreateTextEvents(string text) =>
    [
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
        $$$"""{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"{{{text}}}"}}""",
    ];

    private static string[] CreateEndEvents(string stopReason = "end_turn") =>
    [
        """{"type":"content_block_stop","index":1}""",
        $$$"""{"type":"message_delta","usage":{"output_tokens":1},"delta":{"stop_reason":"{{{stopReason}}}"}}""",
        """{"type":"message_stop"}""",
    ];
}
