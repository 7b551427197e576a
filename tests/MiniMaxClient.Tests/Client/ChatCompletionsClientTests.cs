using System.Threading.RateLimiting;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using Polly;

namespace MiniMaxClient.Tests.Client;

/// <summary>Disposal and cancellation end calls at once, whatever the app has brought along.</summary>
public sealed class ChatCompletionsClientTests
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(7);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Dispose_WithARunningAndAQueuedCall_EndsBothWithObjectDisposedException(bool ownsHttp, bool stream)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        ChatCompletionsClient client = Client(server, ownsHttp ? null : http, new() { MaxConcurrentRequests = 1 });
        Task running = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        await server.WaitForRequestAsync(_token);
        Task queued = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        client.Dispose();

        await AssertDisposedAsync(running);
        await AssertDisposedAsync(queued);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));
    }

    [Fact]
    public async Task Dispose_WithACallBetweenTwoAttempts_EndsItWithObjectDisposedException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(503, "{}"));
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero && time < 3 * RetryDelay);
        ChatCompletionsClient client = Client(
            server, http, new() { MaxConcurrentRequests = 1, MaxRetryAttempts = 2, RetryDelay = RetryDelay });
        Task retrying = client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await waiting.WaitAsync(_token);

        client.Dispose();

        await AssertDisposedAsync(retrying);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Dispose_OfAStreamWithChunksThatAreNotRead_EndsItWithObjectDisposedException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        ChatCompletionsClient client = Client(server, http, ResilienceOptions.None);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        client.Dispose();

        await AssertDisposedAsync(chunks.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Stream_ThatIsEnumeratedAfterDisposal_ThrowsObjectDisposedException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        ChatCompletionsClient client = Client(server, null, ResilienceOptions.None);
        IAsyncEnumerable<ChatCompletionChunk> stream = client.StreamAsync(EmulatedClient.CreateRequest(), _token);

        client.Dispose();

        await AssertDisposedAsync(stream.ToCompletionAsync(_token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Dispose_ByAnAppWhoseTokenIsCancelledToo_LeavesTheTokenInTheException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        ChatCompletionsClient client = Client(server, null, ResilienceOptions.None);
        using var source = new CancellationTokenSource();
        Task call = client.CompleteAsync(EmulatedClient.CreateRequest(), source.Token);
        await server.WaitForRequestAsync(_token);

        await source.CancelAsync();
        client.Dispose();

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(source.Token, e.CancellationToken);
    }

    public static MatrixTheoryData<string, string, bool> UsersParts { get; } =
        new(["handler", "pipeline", "limiter"], ["token", "dispose", "timeout"], [false, true]);

    [Theory]
    [MemberData(nameof(UsersParts))]
    public async Task UsersPart_ThatIgnoresItsToken_DoesNotDelayTheEndOfTheCall(string part, string end, bool stream)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        var stuck = new Stuck();
        using var http = new HttpClient(part == "handler" ? new StuckHandler(stuck) : new SocketsHttpHandler())
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var limiter = new StuckLimiter(stuck);
        using ChatCompletionsClient client = Client(server, http, new()
        {
            MaxConcurrentRequests = 1,
            RateLimiter = part == "limiter" ? limiter : null,
            Pipeline = part == "pipeline"
                ? new ResiliencePipelineBuilder().AddStrategy(_ => new StuckStrategy(stuck), new StuckOptions()).Build()
                : null,
        });
        using var source = new CancellationTokenSource();
        Task call = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), source.Token);
        await stuck.IsReached.WaitAsync(_token);

        switch (end)
        {
            case "token":
                await source.CancelAsync();
                await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(_token));
                break;
            case "dispose":
                client.Dispose();
                await AssertDisposedAsync(call);
                break;
            default:
                _clock.Advance(TimeSpan.FromMinutes(10));
                await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
                break;
        }

        stuck.Release();
    }

    [Fact]
    public async Task Permit_OfACallWhoseHandlerIgnoresItsToken_IsFreeAtOnce()
    {
        var stuck = new Stuck();
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var http = new HttpClient(new StuckHandler(stuck)) { Timeout = Timeout.InfiniteTimeSpan };
        using ChatCompletionsClient client = Client(server, http, new() { MaxConcurrentRequests = 1 });
        using var source = new CancellationTokenSource();
        Task call = client.CompleteAsync(EmulatedClient.CreateRequest(), source.Token);
        await stuck.IsReached.WaitAsync(_token);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        ChatCompletion second = await client.CompleteAsync(EmulatedClient.CreateRequest(), _token).WaitAsync(_token);
        Assert.Equal(SampleResponse.Text, second.Text);
        stuck.Release();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Continuation_ThatBlocksAfterItsOwnEnd_DoesNotHoldUpTheOtherCalls(bool disposes)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        using ChatCompletionsClient client = Client(server, null, ResilienceOptions.None);
        using var source = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        Task first = client.CompleteAsync(EmulatedClient.CreateRequest(), source.Token);
        await server.WaitForRequestAsync(_token);
        Task second = client.CompleteAsync(EmulatedClient.CreateRequest(), source.Token);
        await server.WaitForRequestAsync(_token);
        Task[] blocked =
        [
            first.ContinueWith(
                _ => release.Wait(_token), _token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default),
        ];

        if (disposes)
            client.Dispose();
        else
            source.Cancel();

        await Assert.ThrowsAnyAsync<Exception>(() => second.WaitAsync(_token));
        release.Set();
        await Task.WhenAll(blocked);
    }

    private ChatCompletionsClient Client(FaultServer server, HttpClient? http, ResilienceOptions resilience)
    {
        var adapter = new OpenAICompatibleAdapter("own", new Uri(server.BaseAddress, "v1"), "key");
        var options = new ChatCompletionsClientOptions { Resilience = resilience, TimeProvider = _clock };
        return http is null ? new(adapter, options) : new(adapter, http, options);
    }

    private async Task AssertDisposedAsync(Task call)
    {
        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
        Assert.Equal(typeof(ChatCompletionsClient).FullName, e.ObjectName);
    }

    /// <summary>Asynchronous work that ignores its token, the first time.</summary>
    private sealed class Stuck
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsReached => _reached.Task;

        public void Release() => _release.TrySetResult();

        public Task WaitAsync() => _reached.TrySetResult() ? _release.Task : Task.CompletedTask;
    }

    private sealed class StuckHandler(Stuck stuck) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await stuck.WaitAsync();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class StuckOptions : ResilienceStrategyOptions;

    private sealed class StuckStrategy(Stuck stuck) : ResilienceStrategy
    {
        protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            await stuck.WaitAsync();
            return await callback(context, state);
        }
    }

    private sealed class StuckLimiter(Stuck stuck) : RateLimiter
    {
        public override TimeSpan? IdleDuration => null;

        public override RateLimiterStatistics? GetStatistics() => null;

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => throw new NotSupportedException();

        protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
        {
            await stuck.WaitAsync();
            using var one = new ConcurrencyLimiter(new() { PermitLimit = 1 });
            return one.AttemptAcquire();
        }
    }
}
