using System.Text;

namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>Streams, printed as the hosts print them.</summary>
internal static class StreamedResponses
{
    private const string ThinkStart = "<think>\n";
    private const string ThinkEnd = "\n</think>\n\n";
    private const int DeltasPerToolCall = 100;
    private const long Created = 1780154823;

    /// <summary>A stream of so many chunks with text.</summary>
    public static PreparedResponse Create(WireProtocol grammar, Shape shape, int chunks) =>
        grammar == WireProtocol.Messages ? Messages(shape, chunks) : shape switch
        {
            Shape.MiniMax => MiniMax(chunks, GetFixedTime),
            Shape.OpenAI => OpenAI(chunks, GetFixedTime),
            Shape.MiniMaxAllDifferent => MiniMax(chunks, GetDistinctTime),
            Shape.OpenAIAllDifferent => OpenAI(chunks, GetDistinctTime),
            _ => ToolCalls(chunks, DeltasPerToolCall),
        };

    private static long GetFixedTime(int chunk) => Created;

    private static long GetDistinctTime(int chunk) => Created + chunk;

    private static PreparedResponse MiniMax(int chunks, Func<int, long> created)
    {
        const string head = """{"id":"066a1f3b9c7d4e5f8a2b6c0d1e3f5a7b","choices":[{""";
        const string afterText = ""","role":"assistant","name":"MiniMax AI","audio_content":""}}],"created":""";
        string tail = Json.Fold("""
            ,"model":"MiniMax-M2.7","object":"chat.completion.chunk","usage":null,
            "input_sensitive":false,"output_sensitive":false,
            "input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0,
            "base_resp":{"status_code":0,"status_msg":""}}
            """);
        string[] texts = CreateThinkingEvents(chunks);
        var events = new List<byte[]>(chunks + 1);
        for (var i = 0; i < chunks; i++)
        {
            string finish = i == chunks - 1 ? "\"finish_reason\":\"stop\"," : "";
            string text = Json.Quote(texts[i]);
            events.Add(FormatData($"{head}{finish}\"index\":0,\"delta\":{{\"content\":{text}{afterText}{created(i)}{tail}"));
        }

        events.Add(FormatData("[DONE]"));
        return new([.. events], chunks, texts.Sum(static text => text.Length), ThinkStart.Length + ThinkEnd.Length);
    }

    private static PreparedResponse OpenAI(int chunks, Func<int, long> created)
    {
        var events = new List<byte[]>(chunks + 3) { FormatData(OpenAIChunk("{\"role\":\"assistant\",\"content\":\"\"}")) };
        var characters = 0;
        for (var i = 0; i < chunks; i++)
        {
            string text = SampleWords.GetChunk(i);
            characters += text.Length;
            events.Add(FormatData(OpenAIChunk($"{{\"content\":{Json.Quote(text)}}}", created: created(i))));
        }

        events.Add(FormatData(OpenAIChunk("{}", "\"stop\"")));
        events.Add(FormatData("[DONE]"));
        return new([.. events], chunks, characters, 0);
    }

    /// <summary>A stream of tool calls.</summary>
    public static PreparedResponse ToolCalls(int chunks, int deltasPerCall)
    {
        var events = new List<byte[]>(chunks + 3) { FormatData(OpenAIChunk("{\"role\":\"assistant\",\"content\":null}")) };
        var characters = 0;
        for (var i = 0; i < chunks; i++)
        {
            int call = i / deltasPerCall;
            bool isFirst = i % deltasPerCall == 0;
            bool isLast = i == chunks - 1 || (i + 1) % deltasPerCall == 0;
            // An object of one long string, in ASCII so that a client that keeps bytes can be counted too.
            string inner = Json.Quote(SampleWords.GetChunk(i).Replace('ï', 'i'))[1..^1];
            string arguments = (isFirst ? "{\"text\":\"" : "") + inner + (isLast ? "\"}" : "");
            string name = isFirst ? $"\"id\":\"call_{call}\",\"type\":\"function\"," : "";
            string function = isFirst ? "\"name\":\"write_file\"," : "";
            characters += arguments.Length;
            string added = $$"""{{{function}}"arguments":{{Json.Quote(arguments)}}}""";
            events.Add(FormatData(OpenAIChunk($$"""{"tool_calls":[{"index":{{call}},{{name}}"function":{{added}}}]}""")));
        }

        events.Add(FormatData(OpenAIChunk("{}", "\"tool_calls\"")));
        events.Add(FormatData("[DONE]"));
        return new([.. events], chunks, characters, 0);
    }

    private static PreparedResponse Messages(Shape shape, int chunks)
    {
        bool isTool = shape == Shape.ToolCalls;
        string block = isTool
            ? """{"type":"tool_use","id":"toolu_1","name":"write_file","input":{}}"""
            : """{"type":"text","text":""}""";
        var events = new List<byte[]>(chunks + 5)
        {
            FormatEvent("message_start", """
                {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"MiniMax-M2.7",
                "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":39,"output_tokens":1}}}
                """),
            FormatEvent("content_block_start", $"{{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{block}}}"),
        };
        var characters = 0;
        for (var i = 0; i < chunks; i++)
        {
            string text = isTool ? SampleWords.GetChunk(i).Replace('ï', 'i') : SampleWords.GetChunk(i);
            characters += text.Length;
            string delta = isTool
                ? $"{{\"type\":\"input_json_delta\",\"partial_json\":{Json.Quote(text)}}}"
                : $"{{\"type\":\"text_delta\",\"text\":{Json.Quote(text)}}}";
            events.Add(FormatEvent("content_block_delta", $"{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{delta}}}"));
        }

        events.Add(FormatEvent("content_block_stop", """{"type":"content_block_stop","index":0}"""));
        events.Add(FormatEvent("message_delta", """
            {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":999}}
            """));
        events.Add(FormatEvent("message_stop", """{"type":"message_stop"}"""));
        return new([.. events], chunks, characters, 0);
    }

    /// <summary>The texts of a stream whose first quarter is thinking.</summary>
    private static string[] CreateThinkingEvents(int chunks)
    {
        string[] texts = [.. Enumerable.Range(0, chunks).Select(SampleWords.GetChunk)];
        int last = chunks / 4;
        texts[0] = ThinkStart + "So" + texts[0].TrimEnd('\n');
        texts[last] = texts[last].TrimEnd('\n') + " so." + ThinkEnd + "So" + texts[last].TrimEnd('\n');
        return texts;
    }

    /// <summary>The JSON of a chunk as OpenAI prints it.</summary>
    public static string OpenAIChunk(string delta, string finishReason = "null", long created = Created) => $$$"""
        {"id":"chatcmpl-CQ9FPg3osank0dx0k46Z53LTqtXMl","object":"chat.completion.chunk","created":{{{created}}},
        "model":"minimax/m2-1","service_tier":"default","system_fingerprint":"fp_50cad350e4",
        "choices":[{"index":0,"delta":{{{delta}}},"logprobs":null,"finish_reason":{{{finishReason}}}}]}
        """;

    /// <summary>An event.</summary>
    public static byte[] FormatData(string json) => Encoding.UTF8.GetBytes($"data: {Json.Fold(json)}\n\n");

    private static byte[] FormatEvent(string name, string json) =>
        Encoding.UTF8.GetBytes($"event: {name}\ndata: {Json.Fold(json)}\n\n");
}
