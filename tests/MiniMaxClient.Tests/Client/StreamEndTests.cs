using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Streams after their first chunk, over parts of the app that ignore their token.</summary>
public sealed class StreamEndTests
{
    private const string Event =
        """
        data: {"choices":[{"index":0,"delta":{"content":"a"}}]}


        """;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();

    public static MatrixTheoryData<string, string> Ends { get; } =
        new(["body", "adapter"], ["token", "dispose", "total timeout", "idle timeout"]);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task PartOfTheApp_ThatIgnoresItsToken_DoesNotDelayTheEnd(string part, string end)
    {
        var rest = new TaskCompletionSource<string>();
        await using var body = new Body(part == "body" ? rest.Task : new TaskCompletionSource<string>().Task);
        using var limiter = new CountingLimiter();
        ChatCompletionsClient client = Client(body, part == "adapter" ? new Deaf(rest.Task) : null, limiter, end == "idle timeout");
        using var source = new CancellationTokenSource();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();

        switch (end)
        {
            case "token":
                await source.CancelAsync();
                var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => moving.WaitAsync(_token));
                Assert.Equal(source.Token, canceled.CancellationToken);
                break;
            case "dispose":
                client.Dispose();
                await Assert.ThrowsAsync<ObjectDisposedException>(() => moving.WaitAsync(_token));
                break;
            case "total timeout":
                _clock.Advance(TimeSpan.FromMinutes(10));
                await AssertTimeoutAsync(moving, TimeoutKind.Total);
                break;
            default:
                // An adapter that does not read has no silence to monitor.
                if (part == "adapter")
                    await source.CancelAsync();
                _clock.Advance(TimeSpan.FromMinutes(2));
                if (part == "body")
                    await AssertTimeoutAsync(moving, TimeoutKind.Idle);
                break;
        }

        await Assert.ThrowsAnyAsync<Exception>(() => moving.WaitAsync(_token));
        Assert.False(await chunks.MoveNextAsync());
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        rest.SetResult(Event);
        await body.IsDisposed.WaitAsync(_token);
        client.Dispose();
    }

    [Fact]
    public async Task Body_ThatIsRead_IsDisposedOfAfterTheRead()
    {
        var rest = new TaskCompletionSource<string>();
        await using var body = new Body(rest.Task);
        using ChatCompletionsClient client = Client(body, null, null, hasIdleTimeout: false);
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => moving.WaitAsync(_token));
        await chunks.DisposeAsync();
        Assert.False(body.IsDisposed.IsCompleted);

        rest.SetResult(Event);

        await body.IsDisposed.WaitAsync(_token);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("dispose")]
    [InlineData("total timeout")]
    public async Task Disposal_OfAnAdaptersChunksThatDoesNotEnd_LastsNoLongerThanTheCall(string end)
    {
        var never = new TaskCompletionSource<string>();
        await using var body = new Body(never.Task);
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = Client(body, new Clinging(never.Task), limiter, hasIdleTimeout: true);
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task disposing = chunks.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);

        if (end == "token")
            source.Cancel();
        else if (end == "dispose")
            client.Dispose();
        else
            _clock.Advance(TimeSpan.FromMinutes(10));

        await disposing.WaitAsync(_token);
        await body.IsDisposed.WaitAsync(_token);
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        never.SetResult(Event);
    }

    [Fact]
    public async Task Callback_ThatBlocksOnTheTokenOfAnAttempt_DoesNotDelayTheEnd()
    {
        using var release = new ManualResetEventSlim();
        await using var body = new Body(new TaskCompletionSource<string>().Task, () => release.Wait(_token));
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = Client(body, null, limiter, hasIdleTimeout: false);
        using var source = new CancellationTokenSource();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();

        source.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => moving.WaitAsync(_token));
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        release.Set();
    }

    private async Task AssertTimeoutAsync(Task<bool> moving, TimeoutKind kind)
    {
        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => moving.WaitAsync(_token));
        Assert.Equal(kind, e.Kind);
        Assert.Equal(nameof(MiniMaxTimeoutException), Assert.Single(e.Attempts).Error);
    }

    private ChatCompletionsClient Client(
        Stream body, IProviderAdapter? adapter, CountingLimiter? limiter, bool hasIdleTimeout) => new(
        adapter ?? Adapters.ForAddress(new("http://localhost/"), "openai"),
        new HttpClient(new Handler(body)) { Timeout = Timeout.InfiniteTimeSpan },
        new()
        {
            TimeProvider = _clock,
            IdleTimeout = hasIdleTimeout ? TimeSpan.FromMinutes(2) : Timeout.InfiniteTimeSpan,
            Resilience = ResilienceOptions.None with { RateLimiter = limiter },
        });

    private sealed class Handler(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StreamContent(body) { Headers = { ContentType = new("text/event-stream") } },
            });
    }

    /// <summary>A body of one event, and then of what the test gives, whatever its token says.</summary>
    private sealed class Body(Task<string> rest, Action? onCanceled = null) : ReadOnlyStream
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _hasBegun;

        public Task IsDisposed => _disposed.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasBegun && onCanceled is not null)
                cancellationToken.Register(onCanceled);
            string text = _hasBegun ? await rest : Event;
            _hasBegun = true;
            return Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, buffer.Length)), buffer.Span);
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    /// <summary>An adapter that waits for something of its own when its chunks are disposed of.</summary>
    private sealed class Clinging(Task wait) : OpenAICompatibleAdapter("clinging", new Uri("http://localhost/"), "key")
    {
        public override async IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response, Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return new() { Choices = [new() { Delta = new() { Content = "a" } }] };
            }
            finally
            {
                await wait;
            }
        }
    }

    /// <summary>An adapter that waits for something of its own between two chunks.</summary>
    private sealed class Deaf(Task wait) : OpenAICompatibleAdapter("deaf", new Uri("http://localhost/"), "key")
    {
        public override async IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response, Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            yield return new() { Choices = [new() { Delta = new() { Content = "a" } }] };
            await wait;
            yield return new() { Choices = [new() { Delta = new() { Content = "b" } }] };
        }
    }
}
