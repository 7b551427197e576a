using System.Runtime.CompilerServices;
using System.Text;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Cancellation of streams after their first chunk, with components of the app that ignore their token.</summary>
public sealed class StreamCancellationTests
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
    public async Task Stream_AppComponentIgnoresItsToken_EndsImmediately(string part, string end)
    {
        var remaining = new TaskCompletionSource<string>();
        await using var body = new Body(part == "body" ? remaining.Task : new TaskCompletionSource<string>().Task);
        using var limiter = new CountingLimiter();
        ChatCompletionsClient client = CreateClient(
            body, part == "adapter" ? new BlockingAdapter(remaining.Task) : null, limiter, end == "idle timeout");
        using var source = new CancellationTokenSource();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moveTask = chunks.MoveNextAsync().AsTask();

        switch (end)
        {
            case "token":
                await source.CancelAsync();
                var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => moveTask.WaitAsync(_token));
                Assert.Equal(source.Token, canceled.CancellationToken);
                break;
            case "dispose":
                client.Dispose();
                await Assert.ThrowsAsync<ObjectDisposedException>(() => moveTask.WaitAsync(_token));
                break;
            case "total timeout":
                _clock.Advance(TimeSpan.FromMinutes(10));
                await AssertTimeoutAsync(moveTask, TimeoutKind.Total);
                break;
            default:
                // The idle timeout applies only to reads, and this adapter does not read.
                if (part == "adapter")
                    await source.CancelAsync();
                _clock.Advance(TimeSpan.FromMinutes(2));
                if (part == "body")
                    await AssertTimeoutAsync(moveTask, TimeoutKind.Idle);
                break;
        }

        await Assert.ThrowsAnyAsync<Exception>(() => moveTask.WaitAsync(_token));
        Assert.False(await chunks.MoveNextAsync());
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        remaining.SetResult(Event);
        await body.IsDisposed.WaitAsync(_token);
        client.Dispose();
    }

    [Fact]
    public async Task Body_ReadInProgress_IsDisposedAfterTheRead()
    {
        var remaining = new TaskCompletionSource<string>();
        await using var body = new Body(remaining.Task);
        using ChatCompletionsClient client = CreateClient(body, null, null, hasIdleTimeout: false);
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moveTask = chunks.MoveNextAsync().AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => moveTask.WaitAsync(_token));
        await chunks.DisposeAsync();
        Assert.False(body.IsDisposed.IsCompleted);

        remaining.SetResult(Event);

        await body.IsDisposed.WaitAsync(_token);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("dispose")]
    [InlineData("total timeout")]
    public async Task DisposeAsync_AdapterNeverCompletesItsDisposal_EndsWithTheCall(string end)
    {
        var never = new TaskCompletionSource<string>();
        await using var body = new Body(never.Task);
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = CreateClient(body, new BlockingDisposalAdapter(never.Task), limiter, hasIdleTimeout: true);
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
    public async Task Cancel_CallbackOnTheAttemptTokenBlocks_EndsImmediately()
    {
        using var release = new ManualResetEventSlim();
        await using var body = new Body(new TaskCompletionSource<string>().Task, () => release.Wait(_token));
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = CreateClient(body, null, limiter, hasIdleTimeout: false);
        using var source = new CancellationTokenSource();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task<bool> moveTask = chunks.MoveNextAsync().AsTask();

        source.Cancel();

        await Assert.ThrowsAsync<OperationCanceledException>(() => moveTask.WaitAsync(_token));
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        release.Set();
    }

    private async Task AssertTimeoutAsync(Task<bool> moveTask, TimeoutKind kind)
    {
        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => moveTask.WaitAsync(_token));
        Assert.Equal(kind, e.Kind);
        Assert.Equal(nameof(MiniMaxTimeoutException), Assert.Single(e.Attempts).Error);
    }

    private ChatCompletionsClient CreateClient(
        Stream body, IProviderAdapter? adapter, CountingLimiter? limiter, bool hasIdleTimeout) => new(
        adapter ?? Adapters.ForAddress(new("http://localhost/"), "openai"),
        new HttpClient(new EventStreamHandler(body)) { Timeout = Timeout.InfiniteTimeSpan },
        new()
        {
            TimeProvider = _clock,
            IdleTimeout = hasIdleTimeout ? TimeSpan.FromMinutes(2) : Timeout.InfiniteTimeSpan,
            Resilience = ResilienceOptions.None with { RateLimiter = limiter },
        });

    /// <summary>A body of one event, followed by the text of the test; it ignores its token.</summary>
    private sealed class Body(Task<string> remaining, Action? onCanceled = null) : ReadOnlyStream
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _hasStarted;

        public Task IsDisposed => _disposed.Task;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasStarted && onCanceled is not null)
                cancellationToken.Register(onCanceled);
            string text = _hasStarted ? await remaining : Event;
            _hasStarted = true;
            return Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, buffer.Length)), buffer.Span);
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    /// <summary>An adapter that waits while its chunks are disposed.</summary>
    private sealed class BlockingDisposalAdapter(Task wait)
        : OpenAICompatibleAdapter("blocking-disposal", new Uri("http://localhost/"), "key")
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

    /// <summary>An adapter that waits between two chunks and ignores its token.</summary>
    private sealed class BlockingAdapter(Task wait) : OpenAICompatibleAdapter("blocking", new Uri("http://localhost/"), "key")
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
