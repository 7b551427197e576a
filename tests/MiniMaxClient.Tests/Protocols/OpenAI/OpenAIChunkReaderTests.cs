using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

public sealed class OpenAIChunkReaderTests
{
    [Fact]
    public Task Read_MiniMaxStream_ReturnsTextReasoningAndEnvelope() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"066a","choices":[{"index":0,"delta":{"content":"<think>\nThe user","role":"assistant","name":"MiniMax AI","audio_content":""}}],"created":1780154823,"model":"MiniMax-M2.7","object":"chat.completion.chunk","usage":null,"input_sensitive":false,"output_sensitive":false,"input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0}

        data: {"id":"066a","choices":[{"index":0,"delta":{"content":" asks.\n</think>\nThis image is","role":"assistant","name":"MiniMax AI","audio_content":""}}],"created":1780154823,"model":"MiniMax-M2.7","object":"chat.completion.chunk","usage":null,"input_sensitive":false,"output_sensitive":false,"input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0}

        data: {"id":"066a","choices":[{"finish_reason":"stop","index":0,"delta":{"content":" blurred.","role":"assistant","name":"MiniMax AI","audio_content":""}}],"created":1780154823,"model":"MiniMax-M2.7","object":"chat.completion.chunk","usage":null,"input_sensitive":false,"output_sensitive":false,"input_sensitive_type":0,"output_sensitive_type":0,"output_sensitive_int":0,"base_resp":{"status_code":0,"status_msg":""}}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(["", "This image is", " blurred."], run.Chunks.Select(static chunk => chunk.Text));
            Assert.Equal(["The user", " asks.", ""], run.Chunks.Select(static chunk => chunk.Reasoning));
            Assert.Equal([null, null, FinishReason.Stop], run.Chunks.Select(static chunk => chunk.FinishReason));
            ChatCompletion built = run.BuiltCompletion;
            Assert.Equal("066a", built.Id);
            Assert.Equal("MiniMax-M2.7", built.Model);
            Assert.Equal(1780154823, built.Created);
            Assert.Equal("chat.completion", built.Object);
            Assert.Equal("<think>\nThe user asks.\n</think>\nThis image is blurred.", built.Message.Content?.Text);
            Assert.Equal("MiniMax AI", built.Message.Name);
            Assert.Equal("", built.Message.AudioContent);
            Assert.Equal(FinishReason.Stop, built.FinishReason);
            Assert.Equal(0, built.BaseResp?.StatusCode);
            Assert.Null(built.Usage);
            Assert.False(built.OutputSensitive);
        });

    [Fact]
    public Task Read_TrailingUsageWithEmptyChoices_IsReturned() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}],"usage":null}

        data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Equal("Hi", run.Text);
            Assert.Null(run.Chunks[0].Usage);
            Assert.Equal(12, run.Chunks[1].Usage?.TotalTokens);
            Assert.Equal(7, run.BuiltCompletion.Usage?.CompletionTokens);
        });

    [Fact]
    public Task Read_TrailingCostWithoutChoices_IsReturned() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}

        data: {"meta":{"usage":{"credits_used":2480,"usd_spent":0.00124}}}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Empty(run.Chunks[1].Choices);
            Assert.Equal(0.00124m, run.BuiltCompletion.Meta?.Usage?.UsdSpent);
            Assert.Equal("Hi", run.BuiltCompletion.Text);
        });

    [Fact]
    public Task Read_PlaceholderUsageInEveryChunk_DoesNotReplaceTheCount() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"role":"","content":"Hi"}}],"usage":{"total_tokens":0,"total_characters":0}}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}

        data: {"choices":[],"usage":{"total_tokens":0,"total_characters":0}}


        """,
        static run => Assert.Equal(3, run.BuiltCompletion.Usage?.TotalTokens));

    [Fact]
    public Task Read_EventsWithoutBlankLines_ReturnsAllChunks() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"chat-abc123","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Silent"},"finish_reason":null}]}
        data: {"id":"chat-abc123","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" snow"},"finish_reason":null}]}
        data: {"id":"chat-abc123","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
        data: [DONE]

        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(["Silent", " snow", ""], run.Chunks.Select(static chunk => chunk.Text));
        });

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]")]
    [InlineData("data:{\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata:[DONE] \n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DO")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"us")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"a new reason\"}]}\n\n")]
    public Task Read_FinishReasonOrDone_IsComplete(string stream) => ChunkReadResult.ForEachAsync(stream, static run =>
    {
        Assert.Null(run.Failure);
        Assert.Equal("Hi", run.Text);
    });

    [Theory]
    [InlineData("")]
    [InlineData(": OPENROUTER PROCESSING\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"st")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DON")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n[DONE]\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{\"total_tokens\":1}}\n\n")]
    public Task Read_NeitherFinishReasonNorDone_ThrowsStreamInterrupted(string stream) => ChunkReadResult.ForEachAsync(stream, run =>
    {
        var failure = Assert.IsType<MiniMaxStreamInterruptedException>(run.Failure);
        Assert.Equal("aimlapi", failure.Provider);
        Assert.Equal(200, failure.StatusCode);
        Assert.Equal(stream.Contains("Hi", StringComparison.Ordinal) ? "Hi" : "", run.Text);
    });

    [Fact]
    public async Task Read_ConnectionLost_ThrowsStreamInterruptedWithInnerException()
    {
        var broken = new IOException("reset");
        await DeliveryMatrix.ForEachAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n", async delivery =>
        {
            ChunkReadResult run = await ChunkReadResult.ReadAsync(delivery.Open(broken));

            Assert.Same(broken, Assert.IsType<MiniMaxStreamInterruptedException>(run.Failure).InnerException);
            Assert.Equal("Hi", run.Text);
        });
    }

    [Theory]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n")]
    public Task Read_ConnectionLostAfterFinishReason_IsComplete(string stream) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            ChunkReadResult run = await ChunkReadResult.ReadAsync(delivery.Open(new IOException("reset")));

            Assert.Null(run.Failure);
            Assert.Equal("Hi", run.Text);
        });

    [Fact]
    public Task Read_OneUnfinishedChoice_ThrowsStreamInterrupted() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"one"}},{"index":1,"delta":{"content":"two, and th"}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}


        """,
        static run => Assert.IsType<MiniMaxStreamInterruptedException>(run.Failure));

    [Fact]
    public Task Read_AllChoicesFinished_IsComplete() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":1,"delta":{"content":"two"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"one"},"finish_reason":"stop"}]}

        data: {"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}

        data: {"choices":[{"index":0,"delta":{"content":""}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("one", run.Text);
            Assert.Equal(["one", "two"], run.BuiltCompletion.Choices.Select(static choice => choice.Message.Text));
            Assert.Equal([FinishReason.Stop, FinishReason.Length], run.BuiltCompletion.Choices.Select(static choice => choice.FinishReason));
        });

    [Fact]
    public async Task Read_TooManyChoices_ThrowsInvalidResponse()
    {
        string stream = string.Concat(Enumerable.Range(0, 129).Select(static i => $"data: {{\"choices\":[{{\"index\":{i * 1000}}}]}}\n\n"));

        ChunkReadResult run = await ChunkReadResult.ReadAsync(stream + "data: [DONE]\n\n");

        Assert.IsType<MiniMaxInvalidResponseException>(run.Failure);
        Assert.Equal(128, run.Chunks.Count);
    }

    [Fact]
    public Task Read_CommentsBetweenEvents_AreIgnored() => ChunkReadResult.ForEachAsync(
        """
        : OPENROUTER PROCESSING

        : OPENROUTER PROCESSING

        data: {"choices":[{"delta":{"content":"Hi"}}]}

        : OPENROUTER PROCESSING
        data: {"choices":[{"delta":{"content":"!"},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static run => Assert.Equal("Hi!", run.Text));

    [Fact]
    public Task Read_JsonOnSeveralDataLines_IsOneChunk() => ChunkReadResult.ForEachAsync(
        """
        data: {
        data:   "choices": [
        data:     {"delta": {"content": "Hi"}, "finish_reason": "stop"}
        : a comment
        data:   ]
        data: }

        data: [DONE]


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Hi", Assert.Single(run.Chunks).Text);
        });

    [Fact]
    public Task Read_DataAfterDone_IsIgnored() => ChunkReadResult.ForEachAsync(
        "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\ndata: garbage\n\ndata: {\"error\":\"late\"}\n\n\0\0",
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Hi", run.Text);
        });

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"The server is overloaded\",\"type\":\"overloaded_error\"}}", typeof(MiniMaxServerException))]
    [InlineData("data: {\"error\":\"Rate limit exceeded\"}", typeof(MiniMaxRateLimitException))]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],\"error\":{\"code\":502,\"message\":\"Upstream\"}}", typeof(MiniMaxServerException))]
    [InlineData("event: error\ndata: {\"message\":\"Too many requests\",\"code\":\"429\"}", typeof(MiniMaxRateLimitException))]
    [InlineData("event: error\ndata: {\ndata: \"message\":\"Too many requests\",\"code\":\"429\"}", typeof(MiniMaxRateLimitException))]
    [InlineData("data: {\"choices\":null,\"base_resp\":{\"status_code\":1008,\"status_msg\":\"insufficient balance\"}}", typeof(MiniMaxInsufficientCreditsException))]
    [InlineData("data: {\"base_resp\":{\"status_code\":1002,\"status_msg\":\"rate limit\"}}", typeof(MiniMaxRateLimitException))]
    [InlineData("data: {\"choices\":[],\"base_resp\":{\"status_code\":1026,\"status_msg\":\"input new_sensitive\"}}", typeof(MiniMaxContentFilteredException))]
    [InlineData("data: {\"status\":\"error\",\"message\":\"Invalid API key\"}", typeof(MiniMaxAuthenticationException))]
    public Task Read_ErrorInStream_ThrowsAfterEarlierChunks(string error, Type type) => ChunkReadResult.ForEachAsync(
        $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"Hi\"}}}}]}}\n\n{error}\n\ndata: [DONE]\n\n",
        run =>
        {
            Assert.Equal("Hi", run.Text);
            Assert.Equal(type, run.Failure?.GetType());
            Assert.Equal(200, Assert.IsAssignableFrom<MiniMaxException>(run.Failure).StatusCode);
        });

    [Fact]
    public Task Read_ErrorThatQuotesTheKey_RedactsIt() => ChunkReadResult.ForEachAsync(
        $"data: {{\"error\":{{\"message\":\"Invalid API key {ChunkReadResult.Key}\",\"type\":\"authentication_error\"}}}}\n\n",
        static run =>
        {
            Assert.IsType<MiniMaxAuthenticationException>(run.Failure);
            Assert.DoesNotContain(ChunkReadResult.Key, run.Failure.ToString(), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("data: {\"secret\":\"sk-123\"")]
    [InlineData("data: sk-123")]
    [InlineData("data: sk-123}")]
    [InlineData("data: [\"sk-123\"]")]
    [InlineData("data: \"sk-123\"")]
    [InlineData("data: {\"id\":\"sk-123\"} sk-123")]
    [InlineData("data: {\"id\":\"sk-123\"}}")]
    [InlineData("data: [DONE] sk-123")]
    [InlineData("data: {\"a\":sk-123}\ndata: {\"b\":1}")]
    public Task Read_EventThatIsNotAChunk_ThrowsWithoutQuotingIt(string garbage) => ChunkReadResult.ForEachAsync(
        $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"Hi\"}}}}]}}\n\n{garbage}\n\ndata: [DONE]\n\n",
        static run =>
        {
            Assert.Equal("Hi", run.Text);
            Assert.IsType<MiniMaxInvalidResponseException>(run.Failure);
            Assert.DoesNotContain("sk-123", run.Failure.ToString(), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("data: {}")]
    [InlineData("data: {\"choices\":null}")]
    [InlineData("data: {\"choices\":[]}")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":null}]}")]
    [InlineData("data: {\"choices\":[{\"index\":0}]}")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"error\":null}")]
    [InlineData("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"\",\"content\":null,\"tool_calls\":[]},\"finish_reason\":\"\"}]}")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":{\"not\":\"text\"}}}]}")]
    [InlineData("data: {\"choices\":\"not a list\",\"created\":\"yesterday\",\"usage\":7,\"status\":\"ok\"}")]
    [InlineData("data: {\"base_resp\":{\"status_code\":0,\"status_msg\":\"success\"}}")]
    [InlineData("data:")]
    [InlineData("event: ping")]
    [InlineData("event: ping\ndata: {}")]
    public Task Read_EmptyChunk_ChangesNothing(string chunk) => ChunkReadResult.ForEachAsync(
        $"{chunk}\n\ndata: {{\"choices\":[{{\"delta\":{{\"content\":\"Hi\"}}}}]}}\n\n{chunk}\n\ndata: {{\"choices\":[{{\"finish_reason\":\"stop\"}}]}}\n\n{chunk}\n\n",
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Hi", run.Text);
            Assert.Equal("Hi", run.BuiltCompletion.Text);
            Assert.Equal(FinishReason.Stop, run.BuiltCompletion.FinishReason);
        });

    [Fact]
    public async Task Read_EventLongerThanMaxEventBytes_ThrowsInvalidResponse()
    {
        string chunk = """{"choices":[{"delta":{"content":"Hi"}}]}""";
        string tooLong = chunk.Replace("Hi", new string('x', 2048), StringComparison.Ordinal);
        await DeliveryMatrix.ForEachAsync($"data: {chunk}\n\ndata: {tooLong}\n\ndata: [DONE]\n\n", async delivery =>
        {
            ChunkReadResult run = await ChunkReadResult.ReadAsync(delivery.Open(), maxEventBytes: 1024);

            Assert.Equal("Hi", run.Text);
            Assert.Contains("1024", Assert.IsType<MiniMaxInvalidResponseException>(run.Failure).Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public Task Read_CompletionAsLastEvent_DoesNotRepeatText() => ChunkReadResult.ForEachAsync(
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}],"object":"chat.completion.chunk"}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"lo"}}],"object":"chat.completion.chunk"}

        data: {"id":"1","choices":[{"finish_reason":"stop","index":0,"message":{"content":"Hello","role":"assistant"}}],"object":"chat.completion","usage":{"total_tokens":9,"prompt_tokens":4,"completion_tokens":5},"base_resp":{"status_code":0,"status_msg":""}}


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Hello", run.Text);
            Assert.Equal("Hello", run.BuiltCompletion.Text);
            Assert.Equal(5, run.BuiltCompletion.Usage?.CompletionTokens);
            Assert.Equal(FinishReason.Stop, run.BuiltCompletion.FinishReason);
            Assert.Equal(0, run.BuiltCompletion.BaseResp?.StatusCode);
            Assert.Equal("chat.completion", run.BuiltCompletion.Object);
            Assert.Empty(run.BuiltCompletion.Choices[0].AdditionalProperties);
        });

    [Fact]
    public Task Read_ContentSplitInsideACharacter_IsJoined() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"content":"a\ud83d"}}]}

        data: {"choices":[{"delta":{"content":"\ude00b"},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal("a😀b", run.Text);
            Assert.Equal("a😀b", run.BuiltCompletion.Text);
        });

    [Fact]
    public Task Read_ToolCallDeltas_AreAssembled() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":""}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Rome\"}"}}]},"finish_reason":"tool_calls"}]}

        data: [DONE]


        """,
        static run =>
        {
            var call = Assert.IsType<FunctionToolCall>(Assert.Single(run.BuiltCompletion.Message.ToolCalls!));
            Assert.Equal(("call_1", "get_weather", """{"city":"Rome"}"""), (call.Id, call.Function.Name, call.Function.Arguments));
        });
}
