using System.Text;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>The memory of a streamed response: per chunk, over a long stream, and while the consumer pauses.</summary>
[Collection(nameof(RunsAlone))]
public sealed class StreamMemoryTests
{
    private const string MiniMax =
        """
        {"id":"04c8f2b1e3d54a6f8e7d6c5b4a392817","choices":[{"index":0,"delta":{"content":"~","role":"assistant","name":"MiniMax AI","audio_content":""}}],"created":1763110000,"model":"MiniMax-M2","object":"chat.completion.chunk","usage":{"total_tokens":0,"total_characters":0},"input_sensitive":false,"output_sensitive":false,"input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0,"base_resp":{"status_code":0,"status_msg":""}}
        """;

    private const string OpenAI =
        """
        {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1763110000,"model":"MiniMax-M2","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"~"},"logprobs":null,"finish_reason":null}]}
        """;

    private const string Reasoning =
        """{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"","reasoning_content":"~"},"finish_reason":null}]}""";

    private const string Tool =
        """{"id":"chatcmpl-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"~"}}]}}]}""";

    private const string Anthropic =
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"~"}}""";

    private const string End =
        """
        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    private const string AnthropicEnd =
        """
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

        data: {"type":"message_stop"}


        """;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, string, int> Chunks { get; } = new()
    {
        { MiniMax, " word", 300 },
        { OpenAI, " word", 300 },
        { OpenAI, "\\n\\\"word\\\"", 300 },
        { Reasoning, " word", 300 },
        { Tool, "{\\\"a\\\": ", 400 },
        { Anthropic, " word", 450 },
    };

    [Theory]
    [MemberData(nameof(Chunks))]
    public async Task Chunk_AnyFormat_AllocatesLittleMoreThanItsText(string chunk, string text, int maxBytes)
    {
        const int Count = 10_000;
        long minimum = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            // The allocations of the call itself are the same for the longer stream.
            long one = await MeasureAsync(chunk, text, Count);
            long two = await MeasureAsync(chunk, text, 2 * Count);
            minimum = Math.Min(minimum, (two - one) / Count);
        }

        Assert.InRange(minimum, 0, maxBytes);
    }

    [Theory]
    [InlineData(OpenAI)]
    [InlineData(Reasoning)]
    [InlineData(Tool)]
    [InlineData(Anthropic)]
    public async Task LongStream_ChunksNotKept_RetainsNoMoreMemoryThanAShortOne(string chunk)
    {
        const int Count = 1_000_000;
        const int MaxRetainedBytes = 200_000;
        await using ChunkedStream body = CreateBody(chunk, "x", Count);
        using ChatCompletionsClient client = CreateClient(body, chunk, out HttpClient http);
        using HttpClient owned = http;
        long early = 0;
        long late = 0;
        int chunks = 0;

        await foreach (ChatCompletionChunk one in client.StreamAsync("Hi", MiniMaxModels.M2_1, _token))
        {
            if (++chunks == Count / 10)
                early = GC.GetTotalMemory(forceFullCollection: true);
            else if (chunks == Count)
                late = GC.GetTotalMemory(forceFullCollection: true);
        }

        Assert.Equal(Count + 1, chunks);
        Assert.InRange(late - early, long.MinValue, MaxRetainedBytes);
    }

    [Fact]
    public async Task Stream_ConsumerPauses_IsNotReadAhead()
    {
        // A buffer of 64 KB, and the remainder of the previous event.
        const int MaxBytesAhead = 66 * 1024;
        string token = FormatEvent(OpenAI, " word");
        await using ChunkedStream body = CreateBody(OpenAI, " word", 100_000);
        using ChatCompletionsClient client = CreateClient(body, OpenAI, out HttpClient http);
        using HttpClient owned = http;
        long read = 0;

        await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2_1, _token))
        {
            read += token.Length;
            Assert.InRange(body.BytesRead - read, long.MinValue, MaxBytesAhead);
        }

        Assert.InRange(read, body.BytesRead, long.MaxValue);
    }

    private async Task<long> MeasureAsync(string chunk, string text, int count)
    {
        await using ChunkedStream body = CreateBody(chunk, text, count);
        using ChatCompletionsClient client = CreateClient(body, chunk, out HttpClient http);
        using HttpClient owned = http;
        int chunks = 0;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await foreach (ChatCompletionChunk one in client.StreamAsync("Hi", MiniMaxModels.M2_1, _token))
            chunks++;
        long after = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(count + 1, chunks);
        return after - before;
    }

    private static string FormatEvent(string chunk, string text) =>
        $"data: {chunk.Replace("~", text, StringComparison.Ordinal)}\n\n";

    /// <summary>Creates a body that repeats one event, in blocks that are created while they are read.</summary>
    private static ChunkedStream CreateBody(string chunk, string text, int count)
    {
        const int BlockEvents = 1000;
        Assert.Equal(0, count % BlockEvents);
        byte[] block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(FormatEvent(chunk, text), BlockEvents)));
        byte[] end = Encoding.UTF8.GetBytes(chunk == Anthropic ? AnthropicEnd : End);
        return new(Enumerable.Repeat((ReadOnlyMemory<byte>)block, count / BlockEvents).Append(end));
    }

    private static ChatCompletionsClient CreateClient(Stream body, string chunk, out HttpClient http)
    {
        http = new(new EventStreamHandler(body)) { Timeout = Timeout.InfiniteTimeSpan };
        return new(Adapters.ForAddress(new("http://localhost/"), chunk == Anthropic ? "anthropic" : "openai"), http);
    }
}
