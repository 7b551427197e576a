using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;
using static MiniMaxClient.Tests.Protocols.Anthropic.MessagesStream;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

public sealed class AnthropicChunkReaderTests
{
    private const string Message =
        """{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":25,"output_tokens":12}}""";

    [Fact]
    public Task Read_TextDeltas_ReturnsContent() => ForEachAsync(
        Named(
            Start,
            Text,
            """{"type":"ping"}""",
            Hello,
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" 👋"}}""",
            Stop0,
            End,
            MessageStop),
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(["", "Hello", " 👋", ""], run.Chunks.Select(static chunk => chunk.Text));
            Assert.All(run.Chunks, static chunk => Assert.Equal("msg_1", chunk.Id));
            Assert.All(run.Chunks, static chunk => Assert.Equal("MiniMax-M2.7", chunk.Model));
            Assert.Equal(ChatRole.Assistant, run.Chunks[0].Choices[0].Delta!.Role);
            Assert.Equal(FinishReason.Stop, run.BuiltCompletion.FinishReason);
            Assert.Equal(
                new() { PromptTokens = 25, CompletionTokens = 12, TotalTokens = 37 }, run.BuiltCompletion.Usage);
        });

    [Fact]
    public Task Read_MessageAfterItsEvents_DoesNotRepeatContent() => ForEachAsync(
        Named(Start, Text, Hello, Stop0, Message),
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hello", FinishReason.Stop), (run.Text, run.BuiltCompletion.Text, run.BuiltCompletion.FinishReason));
            Assert.Equal(12, run.BuiltCompletion.Usage?.CompletionTokens);
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Read_MessageInsteadOfEvents_ReturnsItsContent(bool hasStart) => ForEachAsync(
        hasStart ? Named(Start, Message, Message, MessageStop) : Named(Message),
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hello", FinishReason.Stop), (run.Text, run.BuiltCompletion.Text, run.BuiltCompletion.FinishReason));
            Assert.Equal("msg_1", run.BuiltCompletion.Id);
        });

    [Fact]
    public Task Read_UnnamedOrUnknownEvent_UsesTheTypeProperty() => ForEachAsync(
        Unnamed(
            Start,
            """{"type":"new_event","index":0}""",
            Text,
            Hello,
            """{"type":"content_block_delta","index":0,"delta":{"type":"new_delta","news":1}}""",
            "{}",
            Stop0,
            End,
            MessageStop),
        static run => AssertHello(run));

    [Fact]
    public Task Read_DoneAfterMessageStop_IsAccepted() => ForEachAsync(
        Named(Start, Text, Hello, Stop0, End, MessageStop) + "data: [DONE]\n\n", static run => AssertHello(run));

    [Fact]
    public Task Read_DoneInsteadOfMessageStop_CompletesTheStream() => ForEachAsync(
        Named(Start, Text, Hello, Stop0, End) + "data: [DONE]\n\n", static run => AssertHello(run));

    [Fact]
    public Task Read_ThinkingDeltaThatRepeatsEarlierText_IsIncremental() => ForEachAsync(
        Unnamed(
            """{"type":"message_start","message":{"id":"1","usage":{"input_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"ha"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"haha"}}""",
            End,
            MessageStop),
        static run => Assert.Equal(("hahaha", "hahaha"), (run.Reasoning, run.BuiltCompletion.Reasoning)));

    [Fact]
    public Task Read_ThinkingWithLateSignature_KeepsTheSignature() => ForEachAsync(
        Named(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"thinking":"","type":"thinking"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let "}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"me see."}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig-1"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig-2"}}""",
            Stop0,
            """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"AbC="}}""",
            Stop1,
            """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Hello"}}""",
            """{"type":"content_block_stop","index":2}""",
            End,
            MessageStop),
        static run =>
        {
            AssertHello(run);
            Assert.Equal("Let me see.", run.Reasoning);
            Assert.Equal(
                [
                    new() { Type = "reasoning.text", Format = "anthropic-claude-v1", Index = 0, Text = "Let me see.", Signature = "sig-2" },
                    new() { Type = "reasoning.encrypted", Format = "anthropic-claude-v1", Index = 1, Data = "AbC=" },
                ],
                run.BuiltCompletion.Message.ReasoningDetails!);
        });

    [Theory]
    [InlineData("Hel", "Hello")]
    [InlineData("Hello", "Hello")]
    [InlineData("Hel", "lo")]
    public Task Read_StartTextRepeatedByFirstDelta_IsReturnedOnce(string start, string first) => ForEachAsync(
        Named(
            Start,
            $$$"""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"{{{start}}}"}}""",
            $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{first}}}"}}""",
            Stop0,
            End,
            MessageStop),
        static run => AssertHello(run));

    [Theory]
    [InlineData("")]
    [InlineData(Stop0)]
    public Task Read_StartTextWithoutDelta_IsReturned(string stop) => ForEachAsync(
        Named(
        [
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hello"}}""",
            .. stop.Length > 0 ? [stop] : Array.Empty<string>(),
            End,
            MessageStop,
        ]),
        static run => AssertHello(run));

    [Fact]
    public Task Read_UsageInSeveralEvents_ReplacesEarlierCounts() => ForEachAsync(
        Named(
            """
            {"type":"message_start","message":{"id":"msg_1","model":"m","usage":{"input_tokens":3,"output_tokens":1,"cache_read_input_tokens":100,"cache_creation_input_tokens":7}}}
            """,
            Text,
            Hello,
            """{"type":"message_delta","delta":{},"usage":{"output_tokens":5,"server_tool_use":{"web_search_requests":0}}}""",
            Stop0,
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":4,"output_tokens":12}}""",
            MessageStop),
        static run =>
        {
            AssertHello(run);
            Usage usage = run.BuiltCompletion.Usage!;
            Assert.Equal((111, 12, 123), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens));
            Assert.Equal(100, usage.PromptTokensDetails!.CachedTokens);
            Assert.Contains("server_tool_use", usage.AdditionalProperties.Keys);
            Assert.Equal(5, run.Chunks.First(static chunk => chunk.Usage is not null).Usage!.CompletionTokens);
        });

    // As in the sample of MiniMax's Messages page: the first event reports the complete prompt as read from the cache.
    [Fact]
    public Task Read_CacheCountsOfTheFirstEvent_AreReplacedByThoseOfTheLast() => ForEachAsync(
        Named(
            """
            {"type":"message_start","message":{"id":"a1","model":"m","usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":900}}}
            """,
            Text,
            Hello,
            Stop0,
            """
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":640,"output_tokens":77,"cache_creation_input_tokens":11,"cache_read_input_tokens":260}}
            """,
            MessageStop),
        static run =>
        {
            Usage usage = run.BuiltCompletion.Usage!;
            Assert.Equal((911, 77, 988), (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens));
            Assert.Equal((260, 11), (usage.CacheReadTokens, usage.CacheWriteTokens));
        });

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("pause_turn", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("refusal", "content_filter")]
    [InlineData("new_reason", "new_reason")]
    public async Task Read_AnyStopReason_ReturnsTheFinishReason(string stopReason, string finishReason)
    {
        string end = $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{stopReason}}}"}}""";
        ChunkReadResult run = await RunAsync(Named(Start, Text, Hello, Stop0, end, MessageStop));
        Assert.Equal(finishReason, run.BuiltCompletion.FinishReason?.Value);
    }

    [Fact]
    public Task Read_ErrorAfterPartialContent_ThrowsAfterTheContent() => ForEachAsync(
        Named(
            Start,
            Text,
            Hello,
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"""),
        static run =>
        {
            Assert.Equal("Hello", run.Text);
            MiniMaxServerException error = Assert.IsType<MiniMaxServerException>(run.Failure);
            Assert.True(error.IsTransient);
            Assert.Contains("Overloaded", error.Message, StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""", typeof(MiniMaxRateLimitException))]
    [InlineData("""{"type":"error","error":{"type":"authentication_error","message":"key"}}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"insufficient balance (1008)"}}""", typeof(MiniMaxInsufficientCreditsException))]
    [InlineData("""{"type":"message_delta","base_resp":{"status_code":1002,"status_msg":"slow"}}""", typeof(MiniMaxRateLimitException))]
    [InlineData("""{"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}""", typeof(MiniMaxContentFilteredException))]
    public async Task Read_NamedOrUnnamedError_ThrowsTheMatchingException(string data, Type expected)
    {
        Assert.IsType(expected, (await RunAsync(Unnamed(Start, data))).Failure);
        Assert.IsType(expected, (await RunAsync($"event: error\ndata: {data}\n\n")).Failure);
        Assert.IsType(expected, (await RunAsync($"data: {data}\nevent: error\n\n")).Failure);
    }

    [Fact]
    public Task Read_StreamWithoutStopReason_ThrowsStreamInterrupted() => ForEachAsync(
        Named(Start, Text, Hello, Stop0),
        static run =>
        {
            Assert.Equal("Hello", run.Text);
            Assert.IsType<MiniMaxStreamInterruptedException>(run.Failure);
        });

    [Fact]
    public Task Read_StreamEndsAfterStopReason_IsComplete() => ForEachAsync(
        Named(Start, Text, Hello, Stop0, End), static run => AssertHello(run));

    [Fact]
    public async Task Read_ConnectionLostAfterStopReason_IsComplete()
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(Named(Start, Text, Hello, Stop0, End));
        AssertHello(await ChunkReadResult.ReadAsync(
            new ChunkedStream([bytes], new IOException("reset")), protocol: ChatProtocol.Anthropic));
    }

    [Fact]
    public Task Read_MessageStopWithoutBlankLine_CompletesTheStream() => ForEachAsync(
        Named(Start, Text, Hello, Stop0, End, MessageStop)[..^1], static run => AssertHello(run));

    [Theory]
    [InlineData("data: 1\n\n")]
    [InlineData("data: {\"type\":\n\n")]
    [InlineData("data: [DONE] more\n\n")]
    public async Task Read_NonObjectEvent_ThrowsInvalidResponse(string data) =>
        Assert.IsType<MiniMaxInvalidResponseException>((await RunAsync(Named(Start) + data)).Failure);

    [Fact]
    public async Task Read_ThousandsOfOpenBlocks_ThrowsInvalidResponse()
    {
        ChunkReadResult run = await RunAsync(Named(
        [
            Start,
            .. Enumerable.Range(0, 2000).Select(static i =>
                $$$"""{"type":"content_block_start","index":{{{i}}},"content_block":{"type":"text","text":""}}"""),
        ]));

        MiniMaxInvalidResponseException error = Assert.IsType<MiniMaxInvalidResponseException>(run.Failure);
        Assert.Contains("1024 open blocks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ThousandsOfEndedBlocks_ReturnsAllContent()
    {
        ChunkReadResult run = await RunAsync(Named(
        [
            Start,
            .. Enumerable.Range(0, 2000).SelectMany(static i => new[]
            {
                $$$"""{"type":"content_block_start","index":{{{i}}},"content_block":{"type":"text","text":"x"}}""",
                $$$"""{"type":"content_block_stop","index":{{{i}}}}""",
            }),
            End,
            MessageStop,
        ]));

        Assert.Null(run.Failure);
        Assert.Equal(new string('x', 2000), run.BuiltCompletion.Text);
    }

    private static void AssertHello(ChunkReadResult run)
    {
        Assert.Null(run.Failure);
        Assert.Equal("Hello", run.Text);
        Assert.Equal("Hello", run.BuiltCompletion.Text);
        Assert.Equal(FinishReason.Stop, run.BuiltCompletion.FinishReason);
    }

    private static Task<ChunkReadResult> RunAsync(string stream) =>
        ChunkReadResult.ReadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(stream)), protocol: ChatProtocol.Anthropic);
}
