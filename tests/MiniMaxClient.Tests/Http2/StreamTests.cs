using Microsoft.AspNetCore.Http;
using MiniMaxClient.Client;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>The ends of a stream, and the streams that share a connection with it.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(0.25);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _continue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;

    [Fact]
    public async Task Stream_Complete_IsReadToItsEndWithoutAReset()
    {
        int first = 0;
        await using FrameServer server = FrameServer.Start(async (connection, request) =>
        {
            if (request.Number == 1)
            {
                first = request.StreamId;
                await connection.SendHeadersAsync(first, "text/event-stream");
                await connection.SendDataAsync(first, string.Concat(SampleResponse.OpenAI.Events));
                return;
            }

            // The end of the first stream arrives after its last event.
            Assert.Empty(connection.Resets);
            await connection.SendDataAsync(first, "", isLast: true);
            await connection.SendResponseAsync(request.StreamId, "application/json", SampleResponse.OpenAI.Body);
        });
        using ChatCompletionsClient client = server.CreateClient(new() { TimeProvider = new ManualClock() });

        ChatCompletion streamed = await client.CallAsync(stream: true, _token);
        ChatCompletion other = await client.CallAsync(stream: false, _token);
        await client.CallAsync(stream: false, _token);

        Assert.Equal((SampleResponse.Text, SampleResponse.Text), (streamed.Text, other.Text));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Stream_CompleteButLeftOpen_IsResetAfterTheDrainTimeout()
    {
        var clock = new ManualClock();
        await using Http2Server server = await StartAsync(async context =>
        {
            await Http2Server.SendStreamAsync(context, SampleResponse.OpenAI.Events);
            await _aborted.Task.WaitAsync(_token);
        });
        using ChatCompletionsClient client = server.CreateClient(options: new() { TimeProvider = clock });
        Task draining = clock.WhenTimerStarts(DrainTimeout);

        await client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token);
        await draining.WaitAsync(_token);
        Assert.False(_aborted.Task.IsCompleted);
        clock.Advance(DrainTimeout);

        await _aborted.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task Stream_Abandoned_IsResetAtOnceAndItsConnectionUsedAgain()
    {
        await using Http2Server server = await StartAsync(SendFirstEventsAndWaitAsync);
        using ChatCompletionsClient client = server.CreateClient(options: new() { TimeProvider = new ManualClock() });

        await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
            break;

        await _aborted.Task.WaitAsync(_token);
        await AssertConnectionIsUsedAgainAsync(server, client);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_BeforeTheHeaders_ResetsTheStream(bool stream)
    {
        await using Http2Server server = await StartAsync(_ => _aborted.Task.WaitAsync(_token));
        using ChatCompletionsClient client = server.CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);

        Task<ChatCompletion> call = client.CallAsync(stream, source.Token);
        await _arrived.Task.WaitAsync(_token);
        await source.CancelAsync();

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, e.CancellationToken);
        await _aborted.Task.WaitAsync(_token);
        await AssertConnectionIsUsedAgainAsync(server, client);
    }

    [Fact]
    public async Task Cancellation_DuringTheStream_ResetsTheStream()
    {
        await using Http2Server server = await StartAsync(SendFirstEventsAndWaitAsync);
        using ChatCompletionsClient client = server.CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, source.Token))
                await source.CancelAsync();
        });

        await _aborted.Task.WaitAsync(_token);
        await AssertConnectionIsUsedAgainAsync(server, client);
    }

    [Fact]
    public async Task Cancellation_WhileTheBodyIsSent_ResetsTheStream()
    {
        // Longer than what the server accepts before it reads, shorter than a body that waits for 100 (Continue).
        string text = new('a', 1_000_000);
        await using Http2Server server = await StartAsync(_ => _aborted.Task.WaitAsync(_token), readsBody: false);
        using ChatCompletionsClient client = server.CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);

        Task<ChatCompletion> call = client.CompleteAsync(text, MiniMaxModels.M2, source.Token);
        await _arrived.Task.WaitAsync(_token);
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        await _aborted.Task.WaitAsync(_token);
        await AssertConnectionIsUsedAgainAsync(server, client);
    }

    [Fact]
    public async Task Client_DisposedDuringTheStream_ResetsTheStream()
    {
        await using Http2Server server = await StartAsync(SendFirstEventsAndWaitAsync);
        ChatCompletionsClient client = server.CreateClient();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
                client.Dispose();
        });

        await _aborted.Task.WaitAsync(_token);
    }

    [Theory]
    [InlineData(TimeoutKind.Headers)]
    [InlineData(TimeoutKind.Total)]
    public async Task Timeout_BeforeTheHeaders_ResetsTheStream(TimeoutKind kind)
    {
        var clock = new ManualClock();
        ChatCompletionsClientOptions options = TimeoutFixture.CreateOptions(clock);
        TimeSpan limit = kind == TimeoutKind.Headers ? TimeoutFixture.Headers : TimeoutFixture.Total;
        await using Http2Server server = await StartAsync(_ => _aborted.Task.WaitAsync(_token));
        using ChatCompletionsClient client = server.CreateClient(options: options);

        Task<ChatCompletion> call = client.CallAsync(stream: kind == TimeoutKind.Headers, _token);
        await _arrived.Task.WaitAsync(_token);
        clock.Advance(limit);

        await TimeoutFixture.AssertTimeoutAsync(call, kind, limit);
        await _aborted.Task.WaitAsync(_token);
        await AssertConnectionIsUsedAgainAsync(server, client);
    }

    [Theory]
    [InlineData(TimeoutKind.Idle)]
    [InlineData(TimeoutKind.Total)]
    public async Task Timeout_DuringTheStream_ResetsTheStreamAndKeepsPartial(TimeoutKind kind)
    {
        var clock = new ManualClock();
        ChatCompletionsClientOptions options = TimeoutFixture.CreateOptions(clock) with
        {
            IdleTimeout = kind == TimeoutKind.Idle ? TimeoutFixture.Idle : Timeout.InfiniteTimeSpan,
        };
        TimeSpan limit = kind == TimeoutKind.Idle ? TimeoutFixture.Idle : TimeoutFixture.Total;
        ResponseReadObserver? observer = null;
        await using Http2Server server = await StartAsync(SendFirstEventsAndWaitAsync);
        using ChatCompletionsClient client = server.CreateClient(
            options: options, wrap: handler => observer = new ResponseReadObserver(handler));
        Task waiting = observer!.WhenReadPendingAfter(static received =>
            received.EndsWith(SampleResponse.OpenAI.FirstEvents.Last(), StringComparison.Ordinal));

        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await waiting.WaitAsync(_token);
        clock.Advance(limit);

        MiniMaxTimeoutException e = await TimeoutFixture.AssertTimeoutAsync(call, kind, limit);
        Assert.Equal(SampleResponse.StartText, e.Partial!.Text);
        await _aborted.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task Stream_Paused_DoesNotDelayOthersOfItsConnection()
    {
        await using Http2Server server = await StartAsync(async context =>
        {
            if (Interlocked.Increment(ref _requests) > 1)
            {
                await Http2Server.SendStreamAsync(context, SampleResponse.OpenAI.Events);
                return;
            }

            // More than the windows of the stream and of the connection, which the paused consumer never reads.
            string comment = ":" + new string(' ', 64 * 1024) + "\n\n";
            await Http2Server.SendStreamAsync(
                context, [.. SampleResponse.OpenAI.FirstEvents, .. Enumerable.Repeat(comment, 2000)]);
        });
        using ChatCompletionsClient client = server.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> paused =
            client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await paused.MoveNextAsync());

        for (int i = 0; i < 50; i++)
            Assert.Equal(SampleResponse.Text, (await client.CallAsync(stream: true, _token)).Text);

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public Task Stream_EveryCutBetweenFrames_GivesTheSameCompletion() => ForEachCutAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"<think>\nHm.\n</th"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"ink>\n\n42 🌍"},"finish_reason":"stop"}]}

        data: [DONE]


        """);

    private async Task ForEachCutAsync(string text)
    {
        Delivery? delivery = null;
        await using Http2Server server = await StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (ReadOnlyMemory<byte> piece in delivery!.Pieces)
            {
                await context.Response.Body.WriteAsync(piece);
                await context.Response.Body.FlushAsync();
            }
        });
        using ChatCompletionsClient client = server.CreateClient(options: EmulatedClient.NoRetries);

        await DeliveryMatrix.ForEachAsync(text, async current =>
        {
            delivery = current;
            ChatCompletion completion = await client.CallAsync(stream: true, _token);
            Assert.Equal(("42 🌍", "Hm."), (completion.Text, completion.Reasoning));
        });

        Assert.All(server.Requests, static one => Assert.Equal("HTTP/2", one.Protocol));
        Assert.Equal(1, server.Connections);
    }

    private Task<Http2Server> StartAsync(RequestDelegate respond, bool readsBody = true) =>
        Http2Server.StartAsync(async context =>
        {
            if (context.Request.Method == HttpMethods.Get)
            {
                await Http2Server.SendJsonAsync(context, """{"data":[]}""");
                return;
            }

            using CancellationTokenRegistration registration =
                context.RequestAborted.Register(() => _aborted.TrySetResult());
            if (readsBody)
                await Http2Server.ReadTextAsync(context);
            _arrived.TrySetResult();
            await respond(context);
        });

    private async Task SendFirstEventsAndWaitAsync(HttpContext context)
    {
        await Http2Server.SendStreamAsync(context, SampleResponse.OpenAI.FirstEvents);
        await _aborted.Task.WaitAsync(_token);
    }

    private async Task AssertConnectionIsUsedAgainAsync(Http2Server server, ChatCompletionsClient client)
    {
        await client.ListModelsAsync(_token);
        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
    }
}
