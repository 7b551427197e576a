using System.Threading.RateLimiting;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using Polly;

namespace MiniMaxClient.Tests.Client;

/// <summary>Disposal and cancellation end calls immediately, regardless of the components of the app.</summary>
public sealed class CallDisposalTests
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(7);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Dispose_RunningAndQueuedCall_BothThrowObjectDisposedException(bool ownsHttp, bool stream)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        ChatCompletionsClient client = CreateClient(server, ownsHttp ? null : http, new() { MaxConcurrentRequests = 1 });
        Task running = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        await server.WaitForRequestAsync(_token);
        Task queued = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        client.Dispose();

        await AssertDisposedAsync(running);
        await AssertDisposedAsync(queued);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));
    }

    [Fact]
    public async Task Dispose_CallWaitingForRetry_ThrowsObjectDisposedException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(503, "{}"));
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero && time < 3 * RetryDelay);
        ChatCompletionsClient client = CreateClient(
            server, http, new() { MaxConcurrentRequests = 1, MaxRetryAttempts = 2, RetryDelay = RetryDelay });
        Task retrying = client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await waiting.WaitAsync(_token);

        client.Dispose();

        await AssertDisposedAsync(retrying);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Dispose_StreamWithUnreadChunks_NextMoveThrowsObjectDisposedException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        ChatCompletionsClient client = CreateClient(server, http, ResilienceOptions.None);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        client.Dispose();

        await AssertDisposedAsync(chunks.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task StreamAsync_EnumeratedAfterDispose_ThrowsObjectDisposedException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        ChatCompletionsClient client = CreateClient(server, null, ResilienceOptions.None);
        IAsyncEnumerable<ChatCompletionChunk> stream = client.StreamAsync(EmulatedClient.CreateRequest(), _token);

        client.Dispose();

        await AssertDisposedAsync(stream.ToCompletionAsync(_token));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Dispose_TokenAlreadyCanceled_ThrowsOperationCanceledExceptionWithTheToken()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        ChatCompletionsClient client = CreateClient(server, null, ResilienceOptions.None);
        using var source = new CancellationTokenSource();
        Task call = client.CompleteAsync(EmulatedClient.CreateRequest(), source.Token);
        await server.WaitForRequestAsync(_token);

        await source.CancelAsync();
        client.Dispose();

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(source.Token, e.CancellationToken);
    }

    public static MatrixTheoryData<string, string, bool> AppComponents { get; } =
        new(["handler", "pipeline", "limiter"], ["token", "dispose", "timeout"], [false, true]);

    [Theory]
    [MemberData(nameof(AppComponents))]
    public async Task Call_AppComponentIgnoresItsToken_EndsImmediately(string component, string end, bool stream)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        var blocker = new Blocker();
        using var http = new HttpClient(component == "handler" ? new BlockingHandler(blocker) : new SocketsHttpHandler())
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var limiter = new BlockingLimiter(blocker);
        using ChatCompletionsClient client = CreateClient(server, http, new()
        {
            MaxConcurrentRequests = 1,
            RateLimiter = component == "limiter" ? limiter : null,
            Pipeline = component == "pipeline"
                ? new ResiliencePipelineBuilder()
                    .AddStrategy(_ => new BlockingStrategy(blocker), new BlockingStrategyOptions()).Build()
                : null,
        });
        using var source = new CancellationTokenSource();
        Task call = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), source.Token);
        await blocker.IsReached.WaitAsync(_token);

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

        blocker.Release();
    }

    [Fact]
    public async Task Cancel_HandlerIgnoresItsToken_ReleasesThePermitImmediately()
    {
        var blocker = new Blocker();
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var http = new HttpClient(new BlockingHandler(blocker)) { Timeout = Timeout.InfiniteTimeSpan };
        using ChatCompletionsClient client = CreateClient(server, http, new() { MaxConcurrentRequests = 1 });
        using var source = new CancellationTokenSource();
        Task call = client.CompleteAsync(EmulatedClient.CreateRequest(), source.Token);
        await blocker.IsReached.WaitAsync(_token);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        ChatCompletion second = await client.CompleteAsync(EmulatedClient.CreateRequest(), _token).WaitAsync(_token);
        Assert.Equal(SampleResponse.Text, second.Text);
        blocker.Release();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_ContinuationOfOneCallBlocks_OtherCallsEnd(bool disposes)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        using ChatCompletionsClient client = CreateClient(server, null, ResilienceOptions.None);
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

    private ChatCompletionsClient CreateClient(FaultServer server, HttpClient? http, ResilienceOptions resilience)
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

    /// <summary>Asynchronous work that ignores its token when it runs for the first time.</summary>
    private sealed class Blocker
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task IsReached => _reached.Task;

        public void Release() => _release.TrySetResult();

        public Task WaitAsync() => _reached.TrySetResult() ? _release.Task : Task.CompletedTask;
    }

    private sealed class BlockingHandler(Blocker blocker) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await blocker.WaitAsync();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class BlockingStrategyOptions : ResilienceStrategyOptions;

    private sealed class BlockingStrategy(Blocker blocker) : ResilienceStrategy
    {
        protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
        {
            await blocker.WaitAsync();
            return await callback(context, state);
        }
    }

    private sealed class BlockingLimiter(Blocker blocker) : RateLimiter
    {
        public override TimeSpan? IdleDuration => null;

        public override RateLimiterStatistics? GetStatistics() => null;

        protected override RateLimitLease AttemptAcquireCore(int permitCount) => throw new NotSupportedException();

        protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
        {
            await blocker.WaitAsync();
            using var permit = new ConcurrencyLimiter(new() { PermitLimit = 1 });
            return permit.AttemptAcquire();
        }
    }
}
