using System.Text;

namespace MiniMaxClient.Tests.Fuzz;

/// <summary>Provides the bodies and streams that are mutated.</summary>
internal static class FuzzSeeds
{
    private static readonly string[] HandWritten =
    [
        """
        {"id":"066a","choices":[{"finish_reason":"tool_calls","index":0,"message":{"content":"<think>\nA thought.\n</think>\n\nText \ud83d\udc4b","role":"assistant","name":"MiniMax AI","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"},"index":0}],"audio_content":"","reasoning_details":[{"type":"reasoning.text","index":0,"text":"x","signature":"s"}]},"logprobs":{"content":[{"token":"a","logprob":-1.5,"bytes":[97],"top_logprobs":[]}]}}],"created":1780154823,"model":"MiniMax-M2.7","object":"chat.completion","usage":{"total_tokens":12,"prompt_tokens":5.0,"completion_tokens":7,"completion_tokens_details":{"reasoning_tokens":3}},"input_sensitive":false,"base_resp":{"status_code":0,"status_msg":""},"meta":{"usage":{"credits_used":1e3,"usd_spent":0.000001}}}
        """,
        """
        {"id":"05566b15","type":"message","role":"assistant","model":"MiniMax-M2.1","content":[{"thinking":"A thought.","signature":"cfa12f9d","type":"thinking"},{"type":"redacted_thinking","data":"AbC="},{"text":"Text","type":"text"},{"type":"tool_use","id":"call_1","name":"f","input":{"a":[1,{"b":null}]}},{"type":"server_tool_use","id":"srv"}],"usage":{"input_tokens":222,"output_tokens":321,"cache_read_input_tokens":9},"stop_reason":"tool_use","base_resp":{"status_code":0,"status_msg":""}}
        """,
        """{"message":"Too many requests","statusCode":429,"requestId":"r-1","path":"/v1","timestamp":"2026-01-01T00:00:00Z"}""",
        """{"error":{"message":"bad key sk-live-123456789","code":"invalid_api_key","type":"authentication_error","retry_after":1e300}}""",
        """{"status":"error","messege":"Invalid API key","retry_after":30,"errors":{"a":["b"]}}""",
        """{"type":"error","error":{"type":"api_error","message":"system error (1033)","http_code":"400"},"request_id":"1"}""",
        """{"id":"1","choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""",
        "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"<think>\\nA\",\"reasoning_content\":\"A\"}}],\"usage\":null}\n\n"
        + "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\n</think>\\n\\nText\"}}]}\n\n"
        + "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}\n\n"
        + "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"tool_calls\",\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}}]}\n\n"
        + ": comment\nid: 7\nretry: 10\ndata: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\r\n\r\ndata: [DONE]\n\n",
        "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"a</think>b\",\"role\":\"assistant\"}}]}\n\n",
        CreateMessagesStream(
            """{"type":"message_start","message":{"id":"msg_1","role":"assistant","content":[],"model":"m","usage":{"input_tokens":25,"output_tokens":1}}}""",
            """{"type":"ping"}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"A thought."}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"Te"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Text"}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":{"a":1}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"1}"}}""",
            """{"type":"content_block_stop","index":2}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":12}}""",
            """{"type":"message_stop"}"""),
        CreateMessagesStream("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""),
        "<html><body>502 Bad Gateway</body></html>",
        "",
    ];

    /// <summary>The handwritten seeds and those of the fixtures.</summary>
    public static byte[][] All { get; } =
    [
        .. HandWritten.Select(Encoding.UTF8.GetBytes),
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(static bytes => bytes.Length < 8192),
    ];

    private static string CreateMessagesStream(params string[] events) =>
        string.Concat(events.Select(static data => $"event: {data.Split('"')[3]}\ndata: {data}\n\n"));
}
