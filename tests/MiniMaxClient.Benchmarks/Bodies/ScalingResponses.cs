namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>Streams of n chunks of which each adds something that the assembled response keeps.</summary>
internal static class ScalingResponses
{
    private const int DeltasPerDetail = 10;

    /// <summary>Chunks with a new unknown property in the envelope, in the choice and in the delta of each.</summary>
    public static PreparedResponse UnknownProperties(int chunks) => Create(chunks, static (i, text) => $$$"""
        {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"minimax/m2-1","envelope_{{{i}}}":1,"choices":[{"index":0,
        "choice_{{{i}}}":1,"delta":{"content":{{{text}}},"delta_{{{i}}}":1},"finish_reason":null}]}
        """);

    /// <summary>One tool call in n deltas.</summary>
    public static PreparedResponse ToolArguments(int chunks) => StreamedResponses.ToolCalls(chunks, deltasPerCall: chunks);

    /// <summary>Reasoning details, ten deltas each.</summary>
    public static PreparedResponse ReasoningDetails(int chunks) => Create(chunks, static (i, text) => StreamedResponses.OpenAIChunk($$"""
        {"reasoning_details":[{"type":"reasoning.text","index":{{i / DeltasPerDetail}},"text":{{text}}}]}
        """));

    private static PreparedResponse Create(int chunks, Func<int, string, string> chunk)
    {
        string[] texts = [.. Enumerable.Range(0, chunks).Select(SampleWords.GetChunk)];
        byte[][] events =
        [
            .. texts.Select((text, i) => StreamedResponses.FormatData(chunk(i, Json.Quote(text)))),
            StreamedResponses.FormatData(StreamedResponses.OpenAIChunk("{}", "\"stop\"")),
            StreamedResponses.FormatData("[DONE]"),
        ];
        return new(events, chunks, texts.Sum(static text => text.Length), 0);
    }
}
