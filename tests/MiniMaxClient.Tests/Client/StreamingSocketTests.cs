using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Streams over a real socket, as the providers send them.</summary>
public sealed class StreamingSocketTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(EmulatedClient.Providers), MemberType = typeof(EmulatedClient))]
    public async Task Stream_OfAnyForm_IsTheAnswerOfThePlainCall(string provider)
    {
        using ChatCompletionsClient client = _emulator.CreateClient(provider);
        ChatCompletionRequest request = EmulatedClient.CreateRequest(provider: provider);
        Reply reply = Reply.Text("Hello, 👋 how\nare you?", "The user says hello.")
            .WithToolCall("look_up", """{"word":"hello"}""", "call_1").WithUsage(3, 14, 5);
        _emulator.Enqueue(reply);
        ChatCompletion plain = await client.CompleteAsync(request, _token);
        Assert.Equal("Hello, 👋 how\nare you?", plain.Text);

        foreach (int size in (int[])[1, 3, 20])
        {
            foreach (string newline in (string[])["\n", "\r\n", "\r"])
            {
                _emulator.Enqueue(reply.WithChunkSize(size).WithNewline(newline));
                ChatCompletion streamed = await client.StreamAsync(request, _token).ToCompletionAsync(_token);

                Assert.Equal((plain.Text, plain.Reasoning), (streamed.Text, streamed.Reasoning));
                Assert.Equal(plain.Message.Content?.Text, streamed.Message.Content?.Text);
                Assert.Equal(plain.FinishReason, streamed.FinishReason);
                FunctionToolCall call = Assert.IsType<FunctionToolCall>(Assert.Single(streamed.Message.ToolCalls!));
                Assert.Equal(("call_1", "look_up", """{"word":"hello"}"""), (call.Id, call.Function.Name, call.Function.Arguments));
                // ModelsLab documents no way to ask a stream for its usage.
                Assert.Equal(provider == EmulatedClient.ModelsLab ? null : plain.Usage?.CompletionTokens, streamed.Usage?.CompletionTokens);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Providers), MemberType = typeof(EmulatedClient))]
    public async Task Stream_IsAskedForAsAStream(string provider)
    {
        using ChatCompletionsClient client = _emulator.CreateClient(provider);

        await client.StreamAsync(EmulatedClient.CreateRequest(provider: provider), _token).ToCompletionAsync(_token);

        RecordedRequest sent = await _emulator.WaitForRequestAsync(_token);
        Assert.True(sent.Json.GetProperty("stream").GetBoolean());
        Assert.Equal("text/event-stream", sent.Headers["Accept"]);
        Assert.Equal(
            provider is not EmulatedClient.ModelsLab,
            sent.Json.TryGetProperty("stream_options", out var options) && options.GetProperty("include_usage").GetBoolean());
    }

    [Fact]
    public async Task Call_OnEachChunk_TellsHowTheStreamGoes()
    {
        var clock = new ManualClock();
        using ChatCompletionsClient client = _emulator.CreateClient(EmulatedClient.AimlApi, new() { TimeProvider = clock });
        var headers = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldUntil(headers.Task).HoldAfterEvents(0, first.Task));
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Options = new() { ClientRequestId = "mine-1" } };
        await using IAsyncEnumerator<ChatCompletionChunk> chunks = client.StreamAsync(request, _token).GetAsyncEnumerator(_token);

        ValueTask<bool> moving = chunks.MoveNextAsync();
        await _emulator.WaitForRequestAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(2));
        headers.SetResult();
        first.SetResult();
        Assert.True(await moving);

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
    public async Task Call_OfTheBuiltAnswer_IsThatOfTheStream()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();

        ChatCompletion answer = await client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token);

        Assert.Equal("openai", answer.Call?.Provider);
        Assert.Equal(200, answer.Call?.StatusCode);
        Assert.NotNull(answer.Call?.RequestId);
        Assert.NotNull(answer.Call?.TimeToFirstChunk);
        Assert.NotNull(answer.Call?.Duration);
    }

    [Fact]
    public async Task Cancellation_OfASilentStream_EndsItAtOnce()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        _emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).StallAfterEvents(1));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("one ", chunks.Current.Text);

        Task<bool> moving = chunks.MoveNextAsync().AsTask();
        Assert.False(moving.IsCompleted);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);
        await (await _emulator.WaitForRequestAsync(_token)).Aborted.WaitAsync(_token);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cancellation_AtAnyTime_CarriesTheCallersToken(int events)
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        using var source = new CancellationTokenSource();
        _emulator.Enqueue(events < 0 ? Reply.Text("one").Stall() : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(events));

        Task<ChatCompletion> answering = client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).ToCompletionAsync(source.Token);
        RecordedRequest request = await _emulator.WaitForRequestAsync(_token);
        await source.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering.WaitAsync(_token));
        Assert.Equal(source.Token, cancelled.CancellationToken);
        await request.Aborted.WaitAsync(_token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_OfOneOfTwoTokens_CarriesThatOne(bool ofTheCall)
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        _emulator.Enqueue(Reply.Text("one").Stall());

        Task<ChatCompletion> answering = client.StreamAsync(EmulatedClient.CreateRequest(), call.Token).ToCompletionAsync(enumeration.Token);
        await _emulator.WaitForRequestAsync(_token);
        CancellationTokenSource cancelled = ofTheCall ? call : enumeration;
        await cancelled.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering.WaitAsync(_token));
        Assert.Equal(cancelled.Token, failure.CancellationToken);
    }

    [Fact]
    public async Task Cancellation_BeforeTheEnumeration_SendsNothing()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        using var source = new CancellationTokenSource();
        IAsyncEnumerable<ChatCompletionChunk> stream = client.StreamAsync(EmulatedClient.CreateRequest(), source.Token);
        await source.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ToCompletionAsync(source.Token));

        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public async Task Cancellation_BetweenChunksThatHaveArrived_EndsTheStream()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        using var source = new CancellationTokenSource();
        // One write holds the whole stream, so that no further read would notice.
        _emulator.Enqueue(Reply.Raw(200, "text/event-stream", """
            data: {"choices":[{"delta":{"content":"one"}}]}

            data: {"choices":[{"delta":{"content":"two"},"finish_reason":"stop"}]}

            data: [DONE]


            """));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(source.Token);
        Assert.True(await chunks.MoveNextAsync());

        await source.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await chunks.MoveNextAsync());
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Break_OutOfTheLoop_ReleasesTheConnection()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        _emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).StallAfterEvents(2));

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
        {
            Assert.Equal("one ", chunk.Text);
            break;
        }

        await (await _emulator.WaitForRequestAsync(_token)).Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Cut_AfterAnyByte_IsWholeOrAnException()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        const string First = """{"choices":[{"delta":{"content":"Hi"}}]}""";
        const string Last = """{"choices":[{"delta":{},"finish_reason":"stop"}]}""";
        Reply reply = Reply.Stream(First, Last);
        int firstLine = "data: ".Length + First.Length + 1;
        int lastLine = firstLine + 1 + "data: ".Length + Last.Length + 1;
        int length = lastLine + 1 + "data: [DONE]\n\n".Length;
        for (int bytes = 0; bytes <= length; bytes++)
        {
            _emulator.Enqueue(reply.CutAfter(bytes));
            string text = "";
            Exception? failure = null;
            try
            {
                await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
                    text += chunk.Text;
            }
            catch (Exception e) when (e is MiniMaxStreamInterruptedException or MiniMaxConnectionException)
            {
                failure = e;
            }

            // A line is known to be whole when its end is there.
            Assert.True(failure is null == bytes >= lastLine, $"{bytes} bytes: {failure?.Message ?? "whole"}");
            Assert.Equal(bytes >= firstLine ? "Hi" : "", text);
        }

        Assert.Equal(length + 1, _emulator.Requests.Count);
    }

    [Fact]
    public async Task Interruption_OfABuiltAnswer_HasThePartInside()
    {
        using ChatCompletionsClient client = _emulator.CreateClient(EmulatedClient.AimlApi);
        _emulator.Enqueue(Reply.Text("one two three", "I count.").WithChunkSize(9).CutAfterEvents(4));

        var failure = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token));

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
    public async Task Error_UnderHttp200_IsItsType(string provider)
    {
        using ChatCompletionsClient client = _emulator.CreateClient(provider);
        _emulator.Enqueue(Reply.InBandError(1008, "insufficient balance"));

        var failure = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(provider: provider), _token).ToCompletionAsync(_token));

        Assert.Equal(provider, failure.Provider);
        Assert.Equal(200, failure.StatusCode);
    }

    [Theory]
    [InlineData("application/json", """{"id":"1","choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""")]
    [InlineData("application/json; charset=utf-8", """ {"error":{"message":"Rate limit exceeded","type":"rate_limit_error"}}""")]
    [InlineData("text/event-stream", "data: {\"error\":{\"message\":\"Rate limit exceeded\",\"type\":\"rate_limit_error\"}}\n\n")]
    public async Task Error_InTheBodyOfAStream_IsItsType(string contentType, string body)
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        _emulator.Enqueue(Reply.Raw(200, contentType, body));

        await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token));
    }

    [Fact]
    public async Task Error_WithItsStatus_IsItsType()
    {
        using ChatCompletionsClient client = _emulator.CreateClient(EmulatedClient.RunApi);
        _emulator.Enqueue(Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.FromSeconds(7)));

        var failure = await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token));

        Assert.Equal(429, failure.StatusCode);
    }

    [Fact]
    public async Task Completion_InPlaceOfAStream_IsOneChunk()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        _emulator.Enqueue(Reply.Raw(200, "application/json", """
            {"id":"1","choices":[{"finish_reason":"stop","index":0,"message":{"content":"<think>\nHm.\n</think>\n\nHello","role":"assistant","name":"MiniMax AI"}}],"model":"MiniMax-M2.1","object":"chat.completion","usage":{"total_tokens":3,"prompt_tokens":1,"completion_tokens":2}}
            """));
        var chunks = new List<ChatCompletionChunk>();

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
            chunks.Add(chunk);

        ChatCompletionChunk only = Assert.Single(chunks);
        Assert.Equal(("Hello", "Hm.", FinishReason.Stop), (only.Text, only.Reasoning, only.FinishReason));
        Assert.Equal("openai", only.Call?.Provider);
        var builder = new ChatCompletionBuilder();
        builder.Add(only);
        Assert.Equal(("Hello", "Hm.", 3L), (builder.Build().Text, builder.Build().Reasoning, builder.Build().Usage?.TotalTokens));
    }

    [Fact]
    public async Task Events_UnderTheTypeOfJson_AreReadAsAStream()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        _emulator.Enqueue(Reply.Raw(
            200, "application/json", "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"));

        Assert.Equal("Hi", (await client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Timeout_OfTheWholeCall_EndsASilentStream(bool ofTheRequest)
    {
        var clock = new ManualClock();
        var limit = TimeSpan.FromMinutes(5);
        using ChatCompletionsClient client = _emulator.CreateClient(
            options: new()
            {
                TimeProvider = clock,
                Timeout = ofTheRequest ? Timeout.InfiniteTimeSpan : limit,
                FirstTokenTimeout = Timeout.InfiniteTimeSpan,
                IdleTimeout = Timeout.InfiniteTimeSpan,
            });
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Options = new() { Timeout = ofTheRequest ? limit : null } };
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks = client.StreamAsync(request, _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        Task<bool> moving = chunks.MoveNextAsync().AsTask();
        clock.Advance(limit - TimeSpan.FromTicks(1));
        Assert.False(moving.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        var failure = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => moving);
        Assert.Equal((TimeoutKind.Total, limit), (failure.Kind, failure.Limit));
        Assert.Equal(200, failure.StatusCode);
        Assert.Contains("00:05:00", failure.Message, StringComparison.Ordinal);
        await (await _emulator.WaitForRequestAsync(_token)).Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Timeout_BeforeTheHeaders_IsOne()
    {
        var clock = new ManualClock();
        using ChatCompletionsClient client = _emulator.CreateClient(options: new() { TimeProvider = clock, Timeout = TimeSpan.FromSeconds(9) });
        _emulator.Enqueue(Reply.Text("one").Stall());

        Task<ChatCompletion> answering = client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token);
        await _emulator.WaitForRequestAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(9));

        var failure = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => answering);
        Assert.Equal(TimeSpan.FromSeconds(9), failure.Limit);
        Assert.Null(failure.StatusCode);
    }

    [Fact]
    public async Task Streams_ManyAtOnceOnOneClient_EachHaveTheirOwnAnswer()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();

        ChatCompletion[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            client.StreamAsync(EmulatedClient.CreateRequest($"number {i}"), _token).ToCompletionAsync(_token)));

        Assert.Equal(
            Enumerable.Range(0, 64).Select(static i => $"MiniMax-M2.1 heard you say: \"number {i}\"."),
            answers.Select(static answer => answer.Text));
    }

    [Fact]
    public async Task Enumeration_OfTheSameStreamAgain_SendsAgain()
    {
        using ChatCompletionsClient client = _emulator.CreateClient();
        _emulator.Enqueue(Reply.Text("first"), Reply.Text("second"));
        IAsyncEnumerable<ChatCompletionChunk> stream = client.StreamAsync(EmulatedClient.CreateRequest(), _token);
        Assert.Empty(_emulator.Requests);

        Assert.Equal("first", (await stream.ToCompletionAsync(_token)).Text);
        Assert.Equal("second", (await stream.ToCompletionAsync(_token)).Text);

        Assert.Equal(2, _emulator.Requests.Count);
        Assert.Equal(_emulator.Requests[0].Text, _emulator.Requests[1].Text);
    }
}
