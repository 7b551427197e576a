namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>Streams of n chunks of which each adds something that the assembled response keeps.</summary>
internal static class GrowingAnswers
{
    private const int DeltasPerDetail = 10;

    /// <summary>Chunks with a new unknown property in the envelope, in the choice and in the delta of each.</summary>
    public static Answer UnknownProperties(int chunks) => Create(chunks, static (i, text) => $$$"""
        {"id":"chatcmpl-1","object":"chat.completion.chunk","model":"minimax/m2-1","envelope_{{{i}}}":1,"choices":[{"index":0,
        "choice_{{{i}}}":1,"delta":{"content":{{{text}}},"delta_{{{i}}}":1},"finish_reason":null}]}
        """);

    /// <summary>One tool call in n deltas.</summary>
    public static Answer ToolArguments(int chunks) => StreamedAnswers.ToolCalls(chunks, deltasPerCall: chunks);

    /// <summary>Reasoning details, ten deltas each.</summary>
    public static Answer ReasoningDetails(int chunks) => Create(chunks, static (i, text) => StreamedAnswers.OpenAIChunk($$"""
        {"reasoning_details":[{"type":"reasoning.text","index":{{i / DeltasPerDetail}},"text":{{text}}}]}
        """));

    private static Answer Create(int chunks, Func<int, string, string> chunk)
    {
        string[] texts = [.. Enumerable.Range(0, chunks).Select(Words.Piece)];
        byte[][] events =
        [
            .. texts.Select((text, i) => StreamedAnswers.Data(chunk(i, Json.Quote(text)))),
            StreamedAnswers.Data(StreamedAnswers.OpenAIChunk("{}", "\"stop\"")),
            StreamedAnswers.Data("[DONE]"),
        ];
        return new(events, chunks, texts.Sum(static text => text.Length), 0);
    }
}
