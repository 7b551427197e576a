using System.Text.Json.Nodes;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>The bodies that the stubs return, in the OpenAI and in the Anthropic style.</summary>
internal static class ResponseBodies
{
    public static string Create(bool isAnthropic, bool isStream, string reasoning, string text) => (isAnthropic, isStream) switch
    {
        (false, false) => CreateCompletion(reasoning, text),
        (false, true) => CreateChunks(reasoning, text),
        (true, false) => CreateMessage(reasoning, text),
        (true, true) => CreateEvents(reasoning, text),
    };

    private static string CreateCompletion(string reasoning, string text) =>
        $$$"""
        {"id":"c1","object":"chat.completion","created":1767323045,"model":"MiniMax-M2","choices":[{"index":0,"finish_reason":"stop",
        "message":{"role":"assistant","content":{{{QuoteJson($"<think>\n{reasoning}\n</think>\n\n{text}")}}}}}],
        "usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19},"base_resp":{"status_code":0,"status_msg":""}}
        """;

    private static string CreateChunks(string reasoning, string text) =>
        $$$"""
        data: {"id":"c1","object":"chat.completion.chunk","created":1767323045,"model":"MiniMax-M2","choices":[{"index":0,"delta":{"role":"assistant","content":{{{QuoteJson($"<think>\n{reasoning}")}}}}}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1767323045,"model":"MiniMax-M2","choices":[{"index":0,"delta":{"content":{{{QuoteJson($"\n</think>\n\n{text}")}}}}}]}

        data: {"id":"c1","object":"chat.completion.chunk","created":1767323045,"model":"MiniMax-M2","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}}

        data: [DONE]


        """;

    private static string CreateMessage(string reasoning, string text) =>
        $$$"""
        {"id":"m1","type":"message","role":"assistant","model":"MiniMax-M2","stop_reason":"end_turn","content":[
        {"type":"thinking","thinking":{{{QuoteJson(reasoning)}}},"signature":"s1"},{"type":"text","text":{{{QuoteJson(text)}}}}],
        "usage":{"input_tokens":12,"output_tokens":7}}
        """;

    private static string CreateEvents(string reasoning, string text) =>
        $$$$"""
        event: message_start
        data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","model":"MiniMax-M2","content":[],"usage":{"input_tokens":12,"output_tokens":0}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":{{{{QuoteJson(reasoning)}}}}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s1"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":{{{{QuoteJson(text)}}}}}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private static string QuoteJson(string text) => JsonValue.Create(text).ToJsonString();
}
