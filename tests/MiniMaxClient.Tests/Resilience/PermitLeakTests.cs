using System.Text;
using System.Threading.RateLimiting;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The leases of a call are released however it ends.</summary>
public sealed class PermitLeakTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly CountingLimiter _limiter = new();
    private TimeoutFixture _calls = null!;

    private MiniMaxEmulator Emulator => _calls.Emulator;

    public async ValueTask InitializeAsync() => _calls = await TimeoutFixture.StartAsync(_token);

    public ValueTask DisposeAsync()
    {
        _limiter.Dispose();
        return _calls.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_ProviderFailure_IsReleased(bool stream)
    {
        Reply text = Reply.Text("one two three").WithChunkSize(4);
        Reply[] failures =
        [
            Reply.Error(400, "No."), Reply.Error(401, "No."), Reply.Error(429, "No."), Reply.Error(500, "No."),
            Reply.Error(503, "No.").CutAfter(5), Reply.Error(429, "No.").WithRetryAfter(TimeSpan.FromDays(4)),
            Reply.InBandError(1000, "No."), Reply.InBandError(1008, "No."), Reply.InBandError(2013, "No."),
            Reply.Disconnect(), text.CutAfterEvents(0), text.CutAfter(5), text.CutAfter(300),
            Reply.Raw(200, "text/html", "<html>"), Reply.Raw(307, "text/plain", ""),
            Reply.Raw(200, "application/json", "{}"),
            Reply.Raw(200, "application/json", """{"status":"error","message":"No."}"""),
            Reply.Raw(200, "text/event-stream", "data: nonsense\n\n"), Reply.Raw(200, "text/event-stream", ""),
            text.WithHeader("Content-Encoding", "unheard-of"), Reply.Raw(200, "application/json", new string(' ', 5000)),
        ];
        using ChatCompletionsClient client = Client(retries: 1);
        foreach (Reply failure in failures)
        {
            int before = Emulator.Requests.Count;
            Emulator.Enqueue(failure, failure);
            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
            Assert.Equal(e.Attempts.Count, Emulator.Requests.Count - before);
            // Without a retry the second reply is that of the next call.
            if (e.Attempts.Count == 1)
                await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
        }

        await AssertAllReleasedAsync(client);
    }

    [Theory]
    [InlineData(-1, "cancel")]
    [InlineData(0, "cancel")]
    [InlineData(1, "cancel")]
    [InlineData(-1, "total limit")]
    [InlineData(0, "total limit")]
    [InlineData(1, "total limit")]
    [InlineData(-1, "phase limit")]
    [InlineData(0, "phase limit")]
    [InlineData(1, "phase limit")]
    public async Task Lease_StreamEndsEarly_IsReleased(int events, string end)
    {
        Reply reply = Reply.Text("one two three").WithChunkSize(4);
        using ChatCompletionsClient client = Client();
        for (int i = 0; i < 3; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
            Emulator.Enqueue(events < 0 ? reply.Stall() : reply.StallAfterEvents(events));
            Task waiting = _calls.BodyObserver.WhenReadPendingAfter(received => events < 1 || TimeoutFixture.EndsAfter("one ")(received));
            Task<ChatCompletion> call = client.CallAsync(
                stream: true, cancellation.Token, new() { Timeout = TimeoutFixture.Total * (end == "total limit" ? 1 : 2) });
            await Emulator.WaitForRequestAsync(_token);
            if (events >= 0)
                await waiting.WaitAsync(_token);
            if (end == "cancel")
                await cancellation.CancelAsync();
            else
                _calls.Clock.Advance(TimeoutFixture.Total);
            await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(_token));
        }

        Assert.Equal(3, Emulator.Requests.Count);
        await AssertAllReleasedAsync(client);
    }

    [Fact]
    public async Task Lease_ConsumerBreaksOrThrows_IsReleased()
    {
        using ChatCompletionsClient client = Client();
        for (int i = 0; i < 3; i++)
        {
            Emulator.Enqueue(Enumerable.Repeat(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1), 2).ToArray());
            await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
                break;
            await Assert.ThrowsAsync<InvalidTimeZoneException>(async () =>
            {
                await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
                    throw new InvalidTimeZoneException();
            });
        }

        await AssertAllReleasedAsync(client);
    }

    [Fact]
    public async Task Lease_CallNotSent_IsReleased()
    {
        using ChatCompletionsClient client = Client(new() { MinimumThroughput = 2 });
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        Emulator.Enqueue(Reply.Error(503, "No."), Reply.Error(503, "No."));
        for (int i = 0; i < 6; i++)
        {
            await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: i % 2 == 0, _token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CallAsync(stream: i % 2 == 0, cancelled.Token));
            await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
                () => client.CompleteAsync(new() { Model = "", Messages = [] }, _token));
            // Never enumerated.
            _ = client.StreamAsync("Hi", MiniMaxModels.M2, _token);
        }

        Assert.Equal(2, Emulator.Requests.Count);
        _calls.Clock.Advance(TimeSpan.FromMinutes(1));
        await client.CallAsync(stream: false, _token);
        await AssertAllReleasedAsync(client);
    }

    [Fact]
    public async Task Lease_AdapterThrows_IsReleased()
    {
        using var client = new ChatCompletionsClient(
            new ThrowingAdapter(Emulator),
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxConcurrentRequests = 2, RateLimiter = _limiter } });
        foreach (bool stream in (bool[])[false, true])
        {
            for (int i = 0; i < 3; i++)
                await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
        }

        Assert.Equal((6, 6), (_limiter.AcquireCount, _limiter.ReleaseCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_RateLeaseDisposalThrows_ReleasesConcurrencyLease(bool stream)
    {
        using var limiter = new ThrowingLimiter();
        using ChatCompletionsClient client = _calls.CreateClient(change: options => options with
        {
            Resilience = ResilientClient.ImmediateRetries with { MaxConcurrentRequests = 1, QueueLimit = 0, RateLimiter = limiter },
        });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_DisposalThrows_TimeoutAndCancellationStillEndTheCall(bool stream)
    {
        using var limiter = new ThrowingLimiter();
        using ChatCompletionsClient client = _calls.CreateClient(change: options => options with
        {
            Timeout = TimeoutFixture.Idle,
            HeadersTimeout = TimeoutFixture.Total,
            FirstTokenTimeout = TimeoutFixture.Total,
            Resilience = ResilientClient.ImmediateRetries with { MaxConcurrentRequests = 2, QueueLimit = 0, RateLimiter = limiter },
        });
        using var source = new CancellationTokenSource();
        Emulator.Enqueue([.. Enumerable.Repeat(Reply.Text("never").Stall(), 3)]);
        Task<ChatCompletion> slow = client.CallAsync(stream, _token);
        await Emulator.WaitForRequestAsync(_token);

        // An exception on the thread of the timer would end the process.
        _calls.Clock.Advance(TimeoutFixture.Idle);

        await TimeoutFixture.AssertTimeoutAsync(slow, TimeoutKind.Total, TimeoutFixture.Idle);
        Task<ChatCompletion>[] calls = [client.CallAsync(stream, source.Token), client.CallAsync(stream, source.Token)];
        await Emulator.WaitForRequestAsync(_token);
        await Emulator.WaitForRequestAsync(_token);
        source.Cancel();
        foreach (Task<ChatCompletion> call in calls)
        {
            var e = await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(_token));
            Assert.Equal(source.Token, e.CancellationToken);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_DisposalThrows_ReportsTheOriginalFailure(bool stream)
    {
        using var handler = new StubHandler(static () => new StreamContent(
            new ThrowingStream("""{"base_resp":{"status_code":1000,"status_msg":"No."}}""")));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(Emulator, "openai"),
            http,
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxRetryAttempts = 1, MaxConcurrentRequests = 1 } });

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream, _token).WaitAsync(_token));

        Assert.Equal("1000", e.ProviderCode);
        Assert.Equal((2, 2), (handler.Requests.Count, e.Attempts.Count));
    }

    [Fact]
    public async Task Body_DisposalThrows_ReportsTheStreamInterruption()
    {
        using var handler = new StubHandler(static () => new StreamContent(
            new ThrowingStream("""data: {"choices":[{"index":0,"delta":{"content":"a"}}]}""" + "\n\n")));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai"), http);

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.CallAsync(stream: true, _token).WaitAsync(_token));

        Assert.Equal("a", e.Partial?.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lease_BodyDisposalThrows_IsReleased(bool stream)
    {
        using var handler = new StubHandler(
            static () => new StreamContent(new ThrowingStream("""{"choices":[{"message":{"content":"a"}}]}""")));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(Emulator, "openai"),
            http,
            new() { Resilience = ResilientClient.ImmediateRetries with { MaxConcurrentRequests = 1, QueueLimit = 0 } });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.CallAsync(stream, _token).WaitAsync(_token));
        Assert.Equal(2, handler.Requests.Count);
    }

    private ChatCompletionsClient Client(CircuitBreakerOptions? breaker = null, int retries = 0) =>
        _calls.CreateClient(change: options => options with
        {
            MaxResponseBytes = 2000,
            Resilience = ResilientClient.ImmediateRetries with
            {
                MaxRetryAttempts = retries,
                MaxConcurrentRequests = 2,
                RateLimiter = _limiter,
                CircuitBreaker = breaker,
            },
        });

    /// <summary>Asserts that two concurrent calls acquire leases and that all leases are released.</summary>
    private async Task AssertAllReleasedAsync(ChatCompletionsClient client)
    {
        Assert.Equal(_limiter.AcquireCount, _limiter.ReleaseCount);
        int before = Emulator.Requests.Count;
        var response = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one").HoldUntil(response.Task), Reply.Text("one").HoldUntil(response.Task));
        Task<ChatCompletion>[] calls = [client.CallAsync(stream: false, _token), client.CallAsync(stream: true, _token)];
        for (int i = 0; i < before + 2 && Emulator.Requests.Count < before + 2; i++)
            await Emulator.WaitForRequestAsync(_token);
        response.SetResult();
        foreach (ChatCompletion completion in await Task.WhenAll(calls).WaitAsync(_token))
            Assert.Equal("one", completion.Text);
        Assert.Equal(_limiter.AcquireCount, _limiter.ReleaseCount);
    }

    private sealed class ThrowingStream(string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new InvalidTimeZoneException();
        }
    }

    private sealed class ThrowingLimiter : RateLimiter
    {
        public override TimeSpan? IdleDuration => null;

        public override RateLimiterStatistics? GetStatistics() => null;

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease();

        protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
            new(new Lease());

        private sealed class Lease : RateLimitLease
        {
            public override bool IsAcquired => true;

            public override IEnumerable<string> MetadataNames => [];

            public override bool TryGetMetadata(string metadataName, out object? metadata)
            {
                metadata = null;
                return false;
            }

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                throw new InvalidTimeZoneException();
            }
        }
    }

    /// <summary>An adapter that throws an unexpected exception.</summary>
    private sealed class ThrowingAdapter(MiniMaxEmulator emulator)
        : OpenAICompatibleAdapter("openai", emulator.OpenAICompatible, emulator.ApiKey)
    {
        public override ChatCompletion ReadCompletion(ProviderResponse response) => throw new InvalidTimeZoneException();

        public override IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response, Stream body, CancellationToken cancellationToken) => throw new InvalidTimeZoneException();
    }
}
