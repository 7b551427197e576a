using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>A Polly pipeline of the application, outside or instead of that of the client.</summary>
public sealed class UserPipelineTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private TimeoutFixture _calls = null!;

    private MiniMaxEmulator Emulator => _calls.Emulator;

    public async ValueTask InitializeAsync() => _calls = await TimeoutFixture.StartAsync(_token);

    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    [Theory]
    [InlineData(false, false, 3)]
    [InlineData(true, false, 3)]
    [InlineData(false, true, 6)]
    [InlineData(true, true, 6)]
    public async Task Retry_OfPipeline_HandlesMiniMaxExceptionsOutsideTheRetries(bool stream, bool isJoined, int attempts)
    {
        var seen = new List<Exception?>();
        ResiliencePipeline pipeline = Build(builder => builder.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 2,
            Delay = TimeSpan.Zero,
            ShouldHandle = args =>
            {
                seen.Add(args.Outcome.Exception);
                return new(args.Outcome.Exception is MiniMaxException { IsTransient: true });
            },
        }));
        Emulator.Enqueue([.. Enumerable.Repeat(Reply.Error(503, "No."), attempts - 1), Reply.Text("one")]);
        using ChatCompletionsClient client = Client(pipeline, retries: isJoined ? 1 : 0);

        ChatCompletion completion = await client.CallAsync(stream, _token).WaitAsync(_token);

        Assert.Equal("one", completion.Text);
        Assert.Equal(attempts, completion.Call!.Attempts.Count);
        Assert.Equal(attempts, Emulator.Requests.Count);
        Assert.Equal(3, seen.Count);
        Assert.All(seen.Take(2), static e => Assert.Equal(503, Assert.IsType<MiniMaxServerException>(e).StatusCode));
        Assert.Null(seen[2]);
    }

    [Fact]
    public async Task Retry_OfPipelineExhausted_ThrowsMiniMaxExceptionWithAllAttempts()
    {
        ResiliencePipeline pipeline = Build(
            static builder => builder.AddRetry(new() { MaxRetryAttempts = 1, Delay = TimeSpan.Zero }));
        Emulator.Enqueue(Reply.Error(400, "No."), Reply.Error(503, "No."));
        using ChatCompletionsClient client = Client(pipeline);

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal([400, 503], e.Attempts.Select(static attempt => attempt.StatusCode));
    }

    [Theory]
    [InlineData(false, "stall", 2)]
    [InlineData(true, "stall", 2)]
    [InlineData(false, "headers", 0)]
    [InlineData(false, "headers", 2)]
    [InlineData(true, "headers", 0)]
    [InlineData(true, "headers", 2)]
    [InlineData(true, "no media type", 0)]
    [InlineData(true, "no media type", 2)]
    public async Task Timeout_OfPipeline_IsExternalTimeout(bool stream, string place, int retries)
    {
        Reply reply = Reply.Text("never");
        Emulator.Enqueue(place switch
        {
            "stall" => reply.Stall(),
            "headers" => reply.StallAfterEvents(0),
            _ => Reply.Raw(200, "text/plain", "data").StallAfterEvents(0),
        });
        using ChatCompletionsClient client = Client(Build(static builder => builder.AddTimeout(Limit)), retries);
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
        Task<ChatCompletion> call = client.CallAsync(stream, _token);
        RecordedRequest request = await Emulator.WaitForRequestAsync(_token);
        if (place != "stall")
            await waiting.WaitAsync(_token);

        _calls.Clock.Advance(Limit);

        MiniMaxTimeoutException e = await TimeoutFixture.AssertTimeoutAsync(
            call, TimeoutKind.External, Limit,
            "openai was canceled by a timeout of the application after 00:00:05; received so far: nothing.");
        Assert.IsType<TimeoutRejectedException>(e.InnerException);
        Assert.Single(e.Attempts);
        Assert.Single(Emulator.Requests);
        await request.Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Timeout_OfPipeline_IncludesTheWaitForTheLimiter()
    {
        var first = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one").HoldUntil(first.Task));
        using ChatCompletionsClient client = Client(
            Build(static builder => builder.AddTimeout(TimeSpan.FromHours(1))), places: 1);
        using ChatCompletionsClient other = Client(Build(static builder => builder.AddTimeout(Limit)), places: 1);
        Task<ChatCompletion> queued = other.CallAsync(stream: false, _token);
        await Emulator.WaitForRequestAsync(_token);
        Task<ChatCompletion> two = other.CallAsync(stream: true, _token);

        _calls.Clock.Advance(Limit);

        await TimeoutFixture.AssertTimeoutAsync(queued, TimeoutKind.External, Limit);
        await TimeoutFixture.AssertTimeoutAsync(two, TimeoutKind.External, Limit);
        Assert.NotEmpty((await client.CallAsync(stream: true, _token)).Text);
    }

    [Fact]
    public async Task Stream_OpenedWithinTimeoutOfPipeline_ContinuesAfterIt()
    {
        var remainder = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, remainder.Task));
        using ChatCompletionsClient client = Client(Build(static builder => builder.AddTimeout(Limit)));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();

        _calls.Clock.Advance(Limit * 3);
        remainder.SetResult();

        Assert.True(await moving.WaitAsync(_token));
        Assert.Equal("two", chunks.Current.Text);
        while (await chunks.MoveNextAsync())
            Assert.Empty(chunks.Current.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_ByCallerInPipeline_HasCallersToken(bool stream)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Emulator.Enqueue(Reply.Text("never").StallAfterEvents(0));
        using ChatCompletionsClient client = Client(
            Build(static builder => builder.AddRetry(new()).AddTimeout(Limit)), retries: 2);
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
        Task<ChatCompletion> call = client.CallAsync(stream, cancellation.Token);
        await waiting.WaitAsync(_token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task CircuitBreaker_OfPipelineOpen_ThrowsServerExceptionWithRetryAfter()
    {
        using ChatCompletionsClient client = Client(Build(static builder => builder.AddCircuitBreaker(
            new() { MinimumThroughput = 2, BreakDuration = TimeSpan.FromSeconds(9) })));
        Emulator.Enqueue(Reply.Error(400, "No."), Reply.Error(400, "No."));
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CallAsync(stream: false, _token));

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: true, _token));

        Assert.IsType<BrokenCircuitException>(e.InnerException);
        Assert.Equal((TimeSpan.FromSeconds(9), (int?)null), (e.RetryAfter, e.StatusCode));
        Assert.Empty(e.Attempts);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RateLimiter_OfPipelineRejects_ThrowsRateLimitExceptionWithoutSending(bool stream)
    {
        using ChatCompletionsClient client = Client(Build(static builder => builder.AddStrategy(
            static _ => new Rejecting(), new Options())), retries: 2);

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream, _token));

        Assert.Equal("Full.", Assert.IsType<Rejection>(e.InnerException).Message);
        Assert.Equal(("openai", (int?)null), (e.Provider, e.StatusCode));
        Assert.Empty(e.Attempts);
        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Hedging_OfPipeline_DisposesTheLosingAttempt(int loserEvents)
    {
        // The losing attempt waits for its response or has received the start of one.
        Reply loser = Reply.Text("lost too").WithChunkSize(4);
        var remainder = new TaskCompletionSource();
        Emulator.Enqueue(
            loserEvents == 0 ? loser.Stall() : loser.StallAfterEvents(loserEvents),
            Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, remainder.Task));
        var hedging = new Hedging(bothFirst: loserEvents > 0, () => Emulator.WaitForRequestAsync(_token));
        using ChatCompletionsClient client = Client(
            Build(builder => builder.AddStrategy(_ => hedging, new Options())), places: 2);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);

        Assert.True(await chunks.MoveNextAsync().AsTask().WaitAsync(_token));

        await Emulator.Requests[0].Aborted.WaitAsync(_token);
        remainder.SetResult();
        Assert.Equal("one ", chunks.Current.Text);
        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("two", chunks.Current.Text);
        Assert.Equal(2, chunks.Current.Call!.Attempts.Count);
        Assert.Null(chunks.Current.Call.Attempts[1].Error);
        while (await chunks.MoveNextAsync())
            Assert.Empty(chunks.Current.Text);

        // Both leases are released, so that the two attempts of another call can start.
        Emulator.Enqueue(Reply.Text("three"), Reply.Text("four"));
        Assert.Equal("four", (await client.CallAsync(stream: false, _token).WaitAsync(_token)).Text);
    }

    private ResiliencePipeline Build(Action<ResiliencePipelineBuilder> add)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _calls.Clock };
        add(builder);
        return builder.Build();
    }

    private ChatCompletionsClient Client(ResiliencePipeline pipeline, int retries = 0, int? places = null) =>
        _calls.CreateClient(change: options => options with
        {
            Timeout = Timeout.InfiniteTimeSpan,
            Resilience = ResilienceOptions.None with
            {
                Pipeline = pipeline,
                MaxRetryAttempts = retries,
                RetryDelay = TimeSpan.Zero,
                MaxConcurrentRequests = places,
            },
        });

    private sealed class Options : ResilienceStrategyOptions;

    private sealed class Rejection() : ExecutionRejectedException("Full.");

    private sealed class Rejecting : ResilienceStrategy
    {
        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) =>
            new(Outcome.FromException<TResult>(new Rejection()));
    }

    /// <summary>Starts two attempts, of which the second wins.</summary>
    /// <param name="bothFirst">Whether the second completes only after the first has succeeded too.</param>
    /// <param name="whenSent">Waits for a request.</param>
    private sealed class Hedging(bool bothFirst, Func<Task> whenSent) : ResilienceStrategy
    {
        protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            using var losing = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            ResilienceContext other = ResilienceContextPool.Shared.Get(losing.Token);
            Task<Outcome<TResult>> first = callback(other, state).AsTask();
            await whenSent();
            if (bothFirst)
                await first;
            Outcome<TResult> winner = await callback(context, state);
            await losing.CancelAsync();
            Outcome<TResult> loser = await first;
            if (loser.Result is IAsyncDisposable result)
                await result.DisposeAsync();
            ResilienceContextPool.Shared.Return(other);
            return winner;
        }
    }
}
