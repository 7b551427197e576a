using System.Text;

namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>Non-streaming responses of 7 KB.</summary>
internal static class NonStreamingResponses
{
    private const string ThinkStart = "<think>\n";
    private const string ThinkEnd = "\n</think>\n\n";
    private const int TextLength = 6000;

    /// <summary>Creates a non-streaming response; in the OpenAI grammar with all fields that AIML API sends.</summary>
    public static PreparedResponse Create(WireProtocol grammar) => grammar == WireProtocol.Messages ? Messages() : MiniMax();

    private static PreparedResponse MiniMax()
    {
        string thinking = "So" + SampleWords.CreateText(TextLength / 4).TrimEnd('\n');
        string text = ThinkStart + thinking + ThinkEnd + "So" + SampleWords.CreateText(TextLength * 3 / 4, 1);
        string head = Json.Fold("""
            {"id":"061e124f421132818a05794a3cf7d8c4","choices":[{"finish_reason":"stop","index":0,"message":{"content":
            """);
        string tail = Json.Fold("""
            ,"role":"assistant","name":"MiniMax AI","audio_content":""}}],"created":1766547933,"model":"MiniMax-M2.7",
            "object":"chat.completion","usage":{"total_tokens":1706,"total_characters":0,"prompt_tokens":39,
            "completion_tokens":1667,"completion_tokens_details":{"reasoning_tokens":400},
            "prompt_tokens_details":{"cached_tokens":39}},"input_sensitive":false,"output_sensitive":false,
            "input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0,
            "base_resp":{"status_code":0,"status_msg":""},"meta":{"usage":{"credits_used":447,"usd_spent":0.00124}}}
            """);
        return new([Encoding.UTF8.GetBytes(head + Json.Quote(text) + tail)], 0, text.Length, ThinkStart.Length + ThinkEnd.Length);
    }

    private static PreparedResponse Messages()
    {
        string text = SampleWords.CreateText(TextLength);
        string head = Json.Fold("""
            {"id":"msg_01","type":"message","role":"assistant","model":"MiniMax-M2.7","content":[{"type":"text","text":
            """);
        const string tail = """
            }],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":39,"output_tokens":1667}}
            """;
        return new([Encoding.UTF8.GetBytes(head + Json.Quote(text) + tail)], 0, text.Length, 0);
    }
}
