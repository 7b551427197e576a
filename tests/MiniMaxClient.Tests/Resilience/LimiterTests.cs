using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The calls at once, and those that wait for a place among them.</summary>
public sealed class LimiterTests : IAsyncLifetime
{
    // How long the first call is under way in these tests: what waited for it tells so.
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(7);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("read to its end")]
    [InlineData("left early")]
    [InlineData("broken off")]
    [InlineData("cancelled")]
    [InlineData("silent")]
    public async Task Place_OfAStream_IsTakenUntilTheStreamIsOver(string end)
    {
        var rest = new TaskCompletionSource();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Reply reply = Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, rest.Task);
        _emulator.Enqueue(end == "broken off" ? reply.CutAfterEvents(1) : reply, Reply.Text("three"));
        using ChatCompletionsClient client = Client(1);
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, cancellation.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        Task<ChatCompletion> second = client.CallAsync(stream: false, _token);
        _clock.Advance(Held);
        Assert.Single(_emulator.Requests);
        switch (end)
        {
            case "left early":
                await chunks.DisposeAsync();
                break;
            case "cancelled":
                Task<bool> moving = chunks.MoveNextAsync().AsTask();
                await cancellation.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);
                break;
            case "silent":
                Task<bool> waiting = chunks.MoveNextAsync().AsTask();
                _clock.Advance(TimeSpan.FromMinutes(2));
                await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => waiting.WaitAsync(_token));
                break;
            case "broken off":
                rest.SetResult();
                await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => chunks.MoveNextAsync().AsTask());
                break;
            default:
                rest.SetResult();
                while (await chunks.MoveNextAsync())
                    Assert.Equal("openai", chunks.Current.Call?.Provider);
                break;
        }

        // The enumerator is not disposed of where it need not be: its end is enough.
        ChatCompletion answer = await second.WaitAsync(_token);
        TimeSpan held = end == "silent" ? Held + TimeSpan.FromMinutes(2) : Held;
        Assert.Equal(held, Assert.Single(answer.Call!.Attempts).Delay);
    }

    [Fact]
    public async Task Place_OfAPlainCall_IsTakenUntilItsAnswer()
    {
        var first = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(first.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion> one = client.CallAsync(stream: false, _token);
        Task<ChatCompletion> two = client.CallAsync(stream: true, _token);
        await _emulator.WaitForRequestAsync(_token);
        _clock.Advance(Held);

        first.SetResult();

        Assert.Equal(TimeSpan.Zero, (await one.WaitAsync(_token)).Call!.Attempts[0].Delay);
        Assert.Equal(Held, (await two.WaitAsync(_token)).Call!.Attempts[0].Delay);
    }

    [Fact]
    public async Task Place_OfACallThatWaitsToTryAgain_IsFree()
    {
        _emulator.Enqueue(Reply.Disconnect(), Reply.Text("two"), Reply.Text("one"));
        using ChatCompletionsClient client = Client(1, static resilience => resilience with { MaxRetryAttempts = 1 });
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static due => due < TimeSpan.FromSeconds(1));
        Task<ChatCompletion> one = client.CallAsync(stream: false, _token);
        TimeSpan wait = await waiting.WaitAsync(_token);

        ChatCompletion two = await client.CallAsync(stream: false, _token).WaitAsync(_token);
        _clock.Advance(wait);

        Assert.Equal(("two", "one"), (two.Text, (await one.WaitAsync(_token)).Text));
    }

    [Fact]
    public async Task Queue_OfCalls_IsServedInItsOrder()
    {
        var first = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(first.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion>[] calls =
            [.. Enumerable.Range(0, 6).Select(i => client.CompleteAsync($"prompt {i}", MiniMaxModels.M2, _token))];

        first.SetResult();
        await Task.WhenAll(calls).WaitAsync(_token);

        Assert.Equal(
            Enumerable.Range(0, 6).Select(static i => $"prompt {i}"),
            _emulator.Requests.Select(static request =>
                request.Json.GetProperty("messages")[0].GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task QueueLimit_ThatIsReached_RefusesTheNextCallAtOnce(int limit)
    {
        var first = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(first.Task));
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

        first.SetResult();
        await Task.WhenAll(calls).WaitAsync(_token);
        Assert.Equal(limit + 1, _emulator.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_ForAPlace_EndsWithTheCallersToken(bool stream)
    {
        var first = new TaskCompletionSource();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        _emulator.Enqueue(Reply.Text("one").HoldUntil(first.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion> one = client.CallAsync(stream: false, _token);
        Task<ChatCompletion> two = client.CallAsync(stream, cancellation.Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two.WaitAsync(_token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        first.SetResult();
        await one.WaitAsync(_token);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_ForAPlace_IsBoundedByTheTotalLimit(bool stream)
    {
        var first = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one").HoldUntil(first.Task));
        using ChatCompletionsClient client = Client(1);
        Task<ChatCompletion> one = client.CallAsync(stream: false, _token);
        Task<ChatCompletion> two = client.CallAsync(stream, _token, new() { Timeout = Held });

        _clock.Advance(Held);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => two.WaitAsync(_token));
        Assert.Equal((TimeoutKind.Total, Held), (e.Kind, e.Limit));
        Assert.Empty(e.Attempts);
        first.SetResult();
        await one.WaitAsync(_token);
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
    public async Task MaxConcurrentRequests_ByDefault_IsTheProvidersOwn(string provider, int atOnce)
    {
        var answers = new TaskCompletionSource();
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Text("one").HoldUntil(answers.Task), 7)]);
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new() { TimeProvider = _clock }, provider);
        Task<ChatCompletion>[] calls = [.. Enumerable.Range(0, 7).Select(i => client.CallAsync(stream: i % 2 == 0, _token))];
        for (int i = 0; i < atOnce; i++)
            await _emulator.WaitForRequestAsync(_token);
        _clock.Advance(Held);

        answers.SetResult();

        ChatCompletion[] all = await Task.WhenAll(calls).WaitAsync(_token);
        Assert.Equal(atOnce, all.Count(static answer => answer.Call!.Attempts[0].Delay == TimeSpan.Zero));
        Assert.Equal(7 - atOnce, all.Count(static answer => answer.Call!.Attempts[0].Delay == Held));
    }

    [Fact]
    public async Task MaxConcurrentRequests_OfTheCallers_ComesBeforeTheProvidersOwn()
    {
        var answers = new TaskCompletionSource();
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Text("one").HoldUntil(answers.Task), 7)]);
        using ChatCompletionsClient client = _emulator.CreateResilientClient(
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxConcurrentRequests = 7 } }, "modelslab");
        Task<ChatCompletion>[] calls = [.. Enumerable.Range(0, 7).Select(_ => client.CallAsync(stream: false, _token))];
        for (int i = 0; i < 7; i++)
            await _emulator.WaitForRequestAsync(_token);
        answers.SetResult();
        await Task.WhenAll(calls).WaitAsync(_token);
    }

    private ChatCompletionsClient Client(int places, Func<ResilienceOptions, ResilienceOptions>? change = null)
    {
        ResilienceOptions resilience = ResilienceOptions.None with { MaxConcurrentRequests = places };
        return _emulator.CreateResilientClient(
            new() { TimeProvider = _clock, Resilience = change?.Invoke(resilience) ?? resilience });
    }
}
