using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class LimiterStrategyTests : IAsyncLifetime
{
    // The duration of the first call, for which the second waits.
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(7);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("complete")]
    [InlineData("abandoned")]
    [InlineData("cut off")]
    [InlineData("canceled")]
    [InlineData("idle")]
    public async Task Lease_Stream_IsHeldUntilTheStreamEnds(string end)
    {
        var remainder = new TaskCompletionSource();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Reply reply = Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, remainder.Task);
        _emulator.Enqueue(end == "cut off" ? reply.CutAfterEvents(1) : reply, Reply.Text("three"));
        using ChatCompletionsClient client = Client(1);
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, cancellation.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        Task<ChatCompletion> second = client.CallAsync(stream: false, _token);
        _clock.Advance(Held);
        Assert.Single(_emulator.Requests);
        switch (end)
        {
            case "abandoned":
                await chunks.DisposeAsync();
                break;
            case "canceled":
                Task<bool> moving = chunks.MoveNextAsync().AsTask();
                await cancellation.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);
                break;
            case "idle":
                Task<bool> waiting = chunks.MoveNextAsync().AsTask();
                _clock.Advance(TimeSpan.FromMinutes(2));
                await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => waiting.WaitAsync(_token));
                break;
            case "cut off":
                remainder.SetResult();
                await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => chunks.MoveNextAsync().AsTask());
                break;
            default:
                remainder.SetResult();
                while (await chunks.MoveNextAsync())
                    Assert.Equal("openai", chunks.Current.Call?.Provider);
                break;
        }

        // The end of the stream releases the lease without a disposal of the enumerator.
        ChatCompletion completion = await second.WaitAsync(_token);
        TimeSpan held = end == "idle" ? Held + TimeSpan.FromMinutes(2) : Held;
        Assert.Equal(held, Assert.Single(completion.Call!.Attempts).Delay);
    }

    [Fact]
    public async Task Lease_NonStreamingCall_IsHeldUntilTheResponse()
    {
        var firstResponse = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(firstResponse.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion> firstCall = client.CallAsync(stream: false, _token);
        Task<ChatCompletion> two = client.CallAsync(stream: true, _token);
        await _emulator.WaitForRequestAsync(_token);
        _clock.Advance(Held);

        firstResponse.SetResult();

        Assert.Equal(TimeSpan.Zero, (await firstCall.WaitAsync(_token)).Call!.Attempts[0].Delay);
        Assert.Equal(Held, (await two.WaitAsync(_token)).Call!.Attempts[0].Delay);
    }

    [Fact]
    public async Task Lease_RetryDelay_IsReleased()
    {
        _emulator.Enqueue(Reply.Disconnect(), Reply.Text("two"), Reply.Text("one"));
        using ChatCompletionsClient client = Client(1, static resilience => resilience with { MaxRetryAttempts = 1 });
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static due => due < TimeSpan.FromSeconds(1));
        Task<ChatCompletion> firstCall = client.CallAsync(stream: false, _token);
        TimeSpan wait = await waiting.WaitAsync(_token);

        ChatCompletion two = await client.CallAsync(stream: false, _token).WaitAsync(_token);
        _clock.Advance(wait);

        Assert.Equal(("two", "one"), (two.Text, (await firstCall.WaitAsync(_token)).Text));
    }

    [Fact]
    public async Task Queue_SeveralCalls_IsFirstInFirstOut()
    {
        var firstResponse = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(firstResponse.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion>[] calls =
            [.. Enumerable.Range(0, 6).Select(i => client.CompleteAsync($"prompt {i}", MiniMaxModels.M2, _token))];

        firstResponse.SetResult();
        await Task.WhenAll(calls).WaitAsync(_token);

        Assert.Equal(
            Enumerable.Range(0, 6).Select(static i => $"prompt {i}"),
            _emulator.Requests.Select(static request =>
                request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task QueueLimit_Reached_RejectsNextCallImmediately(int limit)
    {
        var firstResponse = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(firstResponse.Task));
        using ChatCompletionsClient client = Client(
            1, resilience => resilience with { QueueLimit = limit, MaxRetryAttempts = 2 });
        Task<ChatCompletion>[] calls = [.. Enumerable.Range(0, limit + 1).Select(_ => client.CallAsync(stream: false, _token))];

        foreach (bool stream in (bool[])[false, true])
        {
            var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
            Assert.Equal(
                "The request to openai was rejected locally: the concurrency or rate limit of the client is reached and its queue is full.",
                e.Message);
            Assert.Equal(("openai", (int?)null, true), (e.Provider, e.StatusCode, e.IsTransient));
            Assert.Empty(e.Attempts);
        }

        firstResponse.SetResult();
        await Task.WhenAll(calls).WaitAsync(_token);
        Assert.Equal(limit + 1, _emulator.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_CallerCancels_EndsWithCallersToken(bool stream)
    {
        var firstResponse = new TaskCompletionSource();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        _emulator.Enqueue(Reply.Text("one").HoldUntil(firstResponse.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion> firstCall = client.CallAsync(stream: false, _token);
        Task<ChatCompletion> two = client.CallAsync(stream, cancellation.Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two.WaitAsync(_token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        firstResponse.SetResult();
        await firstCall.WaitAsync(_token);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_TotalTimeoutElapses_ThrowsTimeoutException(bool stream)
    {
        var firstResponse = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(firstResponse.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion> firstCall = client.CallAsync(stream: false, _token);
        Task<ChatCompletion> two = client.CallAsync(stream, _token, new() { Timeout = Held });

        _clock.Advance(Held);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => two.WaitAsync(_token));
        Assert.Equal((TimeoutKind.Total, Held), (e.Kind, e.Limit));
        Assert.Empty(e.Attempts);
        firstResponse.SetResult();
        await firstCall.WaitAsync(_token);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("modelslab", 5)]
    [InlineData("modelslab, key in the body", 5)]
    [InlineData("modelslab, messages", 5)]
    [InlineData("aimlapi", 7)]
    [InlineData("runapi", 7)]
    [InlineData("openai", 7)]
    [InlineData("anthropic", 7)]
    public async Task MaxConcurrentRequests_NotSet_IsThatOfTheProvider(string provider, int atOnce)
    {
        var responses = new TaskCompletionSource();
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Text("one").HoldUntil(responses.Task), 7)]);
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { TimeProvider = _clock }, provider);
        Task<ChatCompletion>[] calls = [.. Enumerable.Range(0, 7).Select(i => client.CallAsync(stream: i % 2 == 0, _token))];
        for (int i = 0; i < atOnce; i++)
            await _emulator.WaitForRequestAsync(_token);
        _clock.Advance(Held);

        responses.SetResult();

        ChatCompletion[] all = await Task.WhenAll(calls).WaitAsync(_token);
        Assert.Equal(atOnce, all.Count(static completion => completion.Call!.Attempts[0].Delay == TimeSpan.Zero));
        Assert.Equal(7 - atOnce, all.Count(static completion => completion.Call!.Attempts[0].Delay == Held));
    }

    [Fact]
    public async Task MaxConcurrentRequests_Set_OverridesThatOfTheProvider()
    {
        var responses = new TaskCompletionSource();
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Text("one").HoldUntil(responses.Task), 7)]);
        using ChatCompletionsClient client = _emulator.CreateResilientClient(
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxConcurrentRequests = 7 } }, "modelslab");
        Task<ChatCompletion>[] calls = [.. Enumerable.Range(0, 7).Select(_ => client.CallAsync(stream: false, _token))];
        for (int i = 0; i < 7; i++)
            await _emulator.WaitForRequestAsync(_token);
        responses.SetResult();
        await Task.WhenAll(calls).WaitAsync(_token);
    }

    private ChatCompletionsClient Client(int places, Func<ResilienceOptions, ResilienceOptions>? change = null)
    {
        ResilienceOptions resilience = ResilienceOptions.None with { MaxConcurrentRequests = places };
        return _emulator.CreateResilientClient(
            new() { TimeProvider = _clock, Resilience = change?.Invoke(resilience) ?? resilience });
    }
}
