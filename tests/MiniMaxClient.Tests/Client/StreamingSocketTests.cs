using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Streams of each provider over a socket.</summary>
public sealed class StreamingSocketTests : EmulatorTest
{
    [Theory]
    [MemberData(nameof(EmulatedClient.Providers), MemberType = typeof(EmulatedClient))]
    public async Task StreamAsync_AnyChunking_EqualsTheNonStreamingResponse(string provider)
    {
        using ChatCompletionsClient client = Emulator.CreateClient(provider);
        ChatCompletionRequest request = EmulatedClient.CreateRequest(provider: provider);
        Reply reply = Reply.Text("Hello, 👋 how\nare you?", "The user says hello.")
            .WithToolCall("look_up", """{"word":"hello"}""", "call_1").WithUsage(3, 14, 5);
        Emulator.Enqueue(reply);
        ChatCompletion nonStreaming = await client.CompleteAsync(request, Token);
        Assert.Equal("Hello, 👋 how\nare you?", nonStreaming.Text);

        foreach (int size in (int[])[1, 3, 20])
        {
            foreach (string newline in (string[])["\n", "\r\n", "\r"])
            {
                Emulator.Enqueue(reply.WithChunkSize(size).WithNewline(newline));
                ChatCompletion streamed = await client.StreamAsync(request, Token).ToCompletionAsync(Token);

                Assert.Equal((nonStreaming.Text, nonStreaming.Reasoning), (streamed.Text, streamed.Reasoning));
                Assert.Equal(nonStreaming.Message.Content?.Text, streamed.Message.Content?.Text);
                Assert.Equal(nonStreaming.FinishReason, streamed.FinishReason);
                FunctionToolCall call = Assert.IsType<FunctionToolCall>(Assert.Single(streamed.Message.ToolCalls!));
                Assert.Equal(("call_1", "look_up", """{"word":"hello"}"""), (call.Id, call.Function.Name, call.Function.Arguments));
                // ModelsLab documents no option to include the usage in a stream.
                Assert.Equal(provider == EmulatedClient.ModelsLab ? null : nonStreaming.Usage?.CompletionTokens, streamed.Usage?.CompletionTokens);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Providers), MemberType = typeof(EmulatedClient))]
    public async Task StreamAsync_EveryProvider_RequestsAStream(string provider)
    {
        using ChatCompletionsClient client = Emulator.CreateClient(provider);

        await client.StreamAsync(EmulatedClient.CreateRequest(provider: provider), Token).ToCompletionAsync(Token);

        RecordedRequest sent = await Emulator.WaitForRequestAsync(Token);
        Assert.True(sent.Json.GetProperty("stream").GetBoolean());
        Assert.Equal("text/event-stream", sent.Headers["Accept"]);
        Assert.Equal(
            provider is not EmulatedClient.ModelsLab,
            sent.Json.TryGetProperty("stream_options", out var options) && options.GetProperty("include_usage").GetBoolean());
    }

    [Fact]
    public async Task StreamAsync_EachChunk_HasTheCallWithItsDurations()
    {
        var clock = new ManualClock();
        using ChatCompletionsClient client = Emulator.CreateClient(EmulatedClient.AimlApi, new() { TimeProvider = clock });
        var headers = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldUntil(headers.Task).HoldAfterEvents(0, first.Task));
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Options = new() { ClientRequestId = "mine-1" } };
        await using IAsyncEnumerator<ChatCompletionChunk> chunks = client.StreamAsync(request, Token).GetAsyncEnumerator(Token);

        ValueTask<bool> moveTask = chunks.MoveNextAsync();
        await Emulator.WaitForRequestAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(2));
        headers.SetResult();
        first.SetResult();
        Assert.True(await moveTask);

        CallInfo call = chunks.Current.Call!;
        Assert.Equal("aimlapi", call.Provider);
        Assert.Equal("00000000-0000-4000-8000-000000000001", call.RequestId);
        Assert.Equal("mine-1", call.ClientRequestId);
        Assert.Equal(200, call.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), call.TimeToHeaders);
        Assert.Equal(TimeSpan.FromSeconds(2), call.TimeToFirstChunk);
        Assert.Null(call.Duration);
        Assert.Equal(
            new CallAttempt
            {
                Provider = "aimlapi", StatusCode = 200, Duration = TimeSpan.FromSeconds(2), RequestId = call.RequestId,
            },
            Assert.Single(call.Attempts));

        clock.Advance(TimeSpan.FromSeconds(3));
        while (await chunks.MoveNextAsync())
            Assert.Same(call, chunks.Current.Call);
        Assert.Equal(TimeSpan.FromSeconds(2), call.TimeToFirstChunk);
        Assert.Equal(TimeSpan.FromSeconds(5), call.Duration);
    }

    [Fact]
    public async Task ToCompletionAsync_Stream_HasTheCallOfTheStream()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();

        ChatCompletion completion = await client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token);

        Assert.Equal("openai", completion.Call?.Provider);
        Assert.Equal(200, completion.Call?.StatusCode);
        Assert.NotNull(completion.Call?.RequestId);
        Assert.NotNull(completion.Call?.TimeToFirstChunk);
        Assert.NotNull(completion.Call?.Duration);
    }

    [Fact]
    public async Task Cancel_NoDataArrives_EndsTheStreamImmediately()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).StallAfterEvents(1));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(Token);
        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("one ", chunks.Current.Text);

        Task<bool> moveTask = chunks.MoveNextAsync().AsTask();
        Assert.False(moveTask.IsCompleted);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moveTask);
        await (await Emulator.WaitForRequestAsync(Token)).Aborted.WaitAsync(Token);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cancel_AnyPhase_ThrowsWithTheCallersToken(int events)
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var source = new CancellationTokenSource();
        Emulator.Enqueue(events < 0 ? Reply.Text("one").Stall() : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(events));

        Task<ChatCompletion> callTask =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).ToCompletionAsync(source.Token);
        RecordedRequest request = await Emulator.WaitForRequestAsync(Token);
        await source.CancelAsync();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => callTask.WaitAsync(Token));
        Assert.Equal(source.Token, canceled.CancellationToken);
        await request.Aborted.WaitAsync(Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_OneOfTwoTokens_ThrowsWithThatToken(bool isCallToken)
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        Emulator.Enqueue(Reply.Text("one").Stall());

        Task<ChatCompletion> callTask =
            client.StreamAsync(EmulatedClient.CreateRequest(), call.Token).ToCompletionAsync(enumeration.Token);
        await Emulator.WaitForRequestAsync(Token);
        CancellationTokenSource canceled = isCallToken ? call : enumeration;
        await canceled.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => callTask.WaitAsync(Token));
        Assert.Equal(canceled.Token, failure.CancellationToken);
    }

    [Fact]
    public async Task Cancel_BeforeTheEnumeration_SendsNothing()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var source = new CancellationTokenSource();
        IAsyncEnumerable<ChatCompletionChunk> stream = client.StreamAsync(EmulatedClient.CreateRequest(), source.Token);
        await source.CancelAsync();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ToCompletionAsync(source.Token));

        Assert.Equal(source.Token, canceled.CancellationToken);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task Cancel_BetweenBufferedChunks_EndsTheStream()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var source = new CancellationTokenSource();
        // A single write sends the complete stream, so that no further read observes the cancellation.
        Emulator.Enqueue(Reply.Raw(200, "text/event-stream", """
            data: {"choices":[{"delta":{"content":"one"}}]}

            data: {"choices":[{"delta":{"content":"two"},"finish_reason":"stop"}]}

            data: [DONE]


            """));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(source.Token);
        Assert.True(await chunks.MoveNextAsync());

        await source.CancelAsync();

        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await chunks.MoveNextAsync());
        Assert.Equal(source.Token, canceled.CancellationToken);
    }

    [Fact]
    public async Task StreamAsync_EnumerationAbandoned_ReleasesTheConnection()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).StallAfterEvents(2));

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
        {
            Assert.Equal("one ", chunk.Text);
            break;
        }

        await (await Emulator.WaitForRequestAsync(Token)).Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task StreamAsync_CutAfterAnyByte_IsCompleteOrThrows()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        const string First = """{"choices":[{"delta":{"content":"Hi"}}]}""";
        const string Last = """{"choices":[{"delta":{},"finish_reason":"stop"}]}""";
        Reply reply = Reply.Stream(First, Last);
        int firstLine = "data: ".Length + First.Length + 1;
        int lastLine = firstLine + 1 + "data: ".Length + Last.Length + 1;
        int length = lastLine + 1 + "data: [DONE]\n\n".Length;
        for (int bytes = 0; bytes <= length; bytes++)
        {
            Emulator.Enqueue(reply.CutAfter(bytes));
            string text = "";
            Exception? failure = null;
            try
            {
                await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
                    text += chunk.Text;
            }
            catch (Exception e) when (e is MiniMaxStreamInterruptedException or MiniMaxConnectionException)
            {
                failure = e;
            }

            // A line is complete only after its line break.
            Assert.True(failure is null == bytes >= lastLine, $"{bytes} bytes: {failure?.Message ?? "complete"}");
            Assert.Equal(bytes >= firstLine ? "Hi" : "", text);
        }

        Assert.Equal(length + 1, Emulator.Requests.Count);
    }

    [Fact]
    public async Task ToCompletionAsync_StreamInterrupted_ThrowsWithThePartialResponse()
    {
        using ChatCompletionsClient client = Emulator.CreateClient(EmulatedClient.AimlApi);
        Emulator.Enqueue(Reply.Text("one two three", "I count.").WithChunkSize(9).CutAfterEvents(4));

        var failure = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token));

        Assert.Equal("I count.", failure.Partial?.Reasoning);
        Assert.StartsWith("one", failure.Partial?.Text, StringComparison.Ordinal);
        Assert.Null(failure.Partial?.FinishReason);
        Assert.Equal("aimlapi", failure.Provider);
        Assert.Equal("00000000-0000-4000-8000-000000000001", failure.RequestId);
        Assert.Equal(200, failure.StatusCode);
        Assert.Equal("MiniMaxStreamInterruptedException", Assert.Single(failure.Attempts).Error);
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Providers), MemberType = typeof(EmulatedClient))]
    public async Task StreamAsync_ErrorInHttp200_ThrowsItsType(string provider)
    {
        using ChatCompletionsClient client = Emulator.CreateClient(provider);
        Emulator.Enqueue(Reply.InBandError(1008, "insufficient balance"));

        var failure = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(provider: provider), Token).ToCompletionAsync(Token));

        Assert.Equal(provider, failure.Provider);
        Assert.Equal(200, failure.StatusCode);
    }

    [Theory]
    [InlineData("application/json", """{"id":"1","choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""")]
    [InlineData("application/json; charset=utf-8", """ {"error":{"message":"Rate limit exceeded","type":"rate_limit_error"}}""")]
    [InlineData("text/event-stream", "data: {\"error\":{\"message\":\"Rate limit exceeded\",\"type\":\"rate_limit_error\"}}\n\n")]
    public async Task StreamAsync_ErrorInTheBody_ThrowsItsType(string contentType, string body)
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        Emulator.Enqueue(Reply.Raw(200, contentType, body));

        await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token));
    }

    [Fact]
    public async Task StreamAsync_ErrorStatus_ThrowsItsType()
    {
        using ChatCompletionsClient client = Emulator.CreateClient(EmulatedClient.RunApi);
        Emulator.Enqueue(Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.FromSeconds(7)));

        var failure = await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token));

        Assert.Equal(429, failure.StatusCode);
    }

    [Fact]
    public async Task StreamAsync_NonStreamingResponse_ReturnsOneChunk()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        Emulator.Enqueue(Reply.Raw(200, "application/json", """
            {"id":"1","choices":[{"finish_reason":"stop","index":0,"message":{"content":"<think>\nHm.\n</think>\n\nHello","role":"assistant","name":"MiniMax AI"}}],"model":"MiniMax-M2.1","object":"chat.completion","usage":{"total_tokens":3,"prompt_tokens":1,"completion_tokens":2}}
            """));
        var chunks = new List<ChatCompletionChunk>();

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
            chunks.Add(chunk);

        ChatCompletionChunk only = Assert.Single(chunks);
        Assert.Equal(("Hello", "Hm.", FinishReason.Stop), (only.Text, only.Reasoning, only.FinishReason));
        Assert.Equal("openai", only.Call?.Provider);
        var builder = new ChatCompletionBuilder();
        builder.Add(only);
        Assert.Equal(("Hello", "Hm.", 3L), (builder.Build().Text, builder.Build().Reasoning, builder.Build().Usage?.TotalTokens));
    }

    [Fact]
    public async Task StreamAsync_EventsWithJsonContentType_ReturnsChunks()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        Emulator.Enqueue(Reply.Raw(
            200, "application/json", "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));

        Assert.Equal("Hi", (await client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamAsync_TotalTimeoutElapsed_ThrowsTimeoutException(bool isSetOnRequest)
    {
        var clock = new ManualClock();
        var limit = TimeSpan.FromMinutes(5);
        using ChatCompletionsClient client = Emulator.CreateClient(
            options: new()
            {
                TimeProvider = clock,
                Timeout = isSetOnRequest ? Timeout.InfiniteTimeSpan : limit,
                FirstTokenTimeout = Timeout.InfiniteTimeSpan,
                IdleTimeout = Timeout.InfiniteTimeSpan,
            });
        ChatCompletionRequest request =
            EmulatedClient.CreateRequest() with { Options = new() { Timeout = isSetOnRequest ? limit : null } };
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks = client.StreamAsync(request, Token).GetAsyncEnumerator(Token);
        Assert.True(await chunks.MoveNextAsync());

        Task<bool> moveTask = chunks.MoveNextAsync().AsTask();
        clock.Advance(limit - TimeSpan.FromTicks(1));
        Assert.False(moveTask.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        var failure = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => moveTask);
        Assert.Equal((TimeoutKind.Total, limit), (failure.Kind, failure.Limit));
        Assert.Equal(200, failure.StatusCode);
        Assert.Contains("00:05:00", failure.Message, StringComparison.Ordinal);
        await (await Emulator.WaitForRequestAsync(Token)).Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task StreamAsync_TotalTimeoutBeforeTheHeaders_ThrowsTimeoutException()
    {
        var clock = new ManualClock();
        using ChatCompletionsClient client = Emulator.CreateClient(options: new() { TimeProvider = clock, Timeout = TimeSpan.FromSeconds(9) });
        Emulator.Enqueue(Reply.Text("one").Stall());

        Task<ChatCompletion> callTask = client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token);
        await Emulator.WaitForRequestAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(9));

        var failure = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => callTask);
        Assert.Equal(TimeSpan.FromSeconds(9), failure.Limit);
        Assert.Null(failure.StatusCode);
    }

    [Fact]
    public async Task StreamAsync_ConcurrentStreams_EachReceivesItsOwnResponse()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();

        ChatCompletion[] completions = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            client.StreamAsync(EmulatedClient.CreateRequest($"number {i}"), Token).ToCompletionAsync(Token)));

        Assert.Equal(
            Enumerable.Range(0, 64).Select(static i => $"MiniMax-M2.1 heard you say: \"number {i}\"."),
            completions.Select(static completion => completion.Text));
    }

    [Fact]
    public async Task StreamAsync_EnumeratedTwice_SendsTheRequestTwice()
    {
        using ChatCompletionsClient client = Emulator.CreateClient();
        Emulator.Enqueue(Reply.Text("first"), Reply.Text("second"));
        IAsyncEnumerable<ChatCompletionChunk> stream = client.StreamAsync(EmulatedClient.CreateRequest(), Token);
        Assert.Empty(Emulator.Requests);

        Assert.Equal("first", (await stream.ToCompletionAsync(Token)).Text);
        Assert.Equal("second", (await stream.ToCompletionAsync(Token)).Text);

        Assert.Equal(2, Emulator.Requests.Count);
        Assert.Equal(Emulator.Requests[0].Text, Emulator.Requests[1].Text);
    }
}
