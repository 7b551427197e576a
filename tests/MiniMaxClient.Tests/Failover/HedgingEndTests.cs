using System.Runtime.CompilerServices;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

/// <summary>What is left of a race when it is over: nothing.</summary>
public sealed class HedgingEndTests : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private static readonly string[] Pair = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _first = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_OfTheCaller_EndsBothCalls(bool stream)
    {
        using var caller = new CancellationTokenSource();
        _emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("never").Stall());
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, RecordedRequest[] both) = await RaceAsync(failover, stream, caller.Token);

        await caller.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(caller.Token, e.CancellationToken);
        await Task.WhenAll(both.Select(static request => request.Aborted)).WaitAsync(_token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timeout_OverBoth_EndsBothCallsAndTellsThem(bool stream)
    {
        _emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("never").Stall());
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, RecordedRequest[] both) = await RaceAsync(failover, stream, _token);

        failover.Clock.Advance(TimeSpan.FromMinutes(1));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal((TimeoutKind.Total, TimeSpan.FromMinutes(1)), (e.Kind, e.Limit));
        Assert.Equal(["aimlapi", "runapi"], e.Attempts.Select(static attempt => attempt.Provider));
        Assert.All(e.Attempts, static attempt => Assert.NotNull(attempt.Error));
        await Task.WhenAll(both.Select(static request => request.Aborted)).WaitAsync(_token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FirstProvider_ThatFailsInAWayThatNoneMends_EndsBothCalls(bool stream)
    {
        _emulator.Enqueue(Reply.Error(400, "Wrong.").HoldUntil(_first.Task), Reply.Text("never").Stall());
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, RecordedRequest[] both) = await RaceAsync(failover, stream, _token);

        _first.SetResult();

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => call.WaitAsync(_token));
        Assert.Equal(2, e.Attempts.Count);
        await both[1].Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Consumer_ThatStopsEarly_EndsBothCalls()
    {
        _emulator.Enqueue(
            Reply.Text("never").StallAfterEvents(0), Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using EmulatedFailover failover = Failover();
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            failover.Client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        Task<bool> moving = chunks.MoveNextAsync().AsTask();
        RecordedRequest slow = await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);
        failover.Clock.Advance(Delay);
        RecordedRequest fast = await _emulator.WaitForRequestAsync(_token);
        Assert.True(await moving.WaitAsync(_token));
        Assert.Equal("one ", chunks.Current.Text);
        await slow.Aborted.WaitAsync(_token);
        Assert.False(fast.Aborted.IsCompleted);

        await chunks.DisposeAsync();

        await fast.Aborted.WaitAsync(_token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Places_OfBothProviders_AreFreeAfterwards(bool stream)
    {
        using EmulatedFailover failover = Failover();
        for (int i = 0; i < 5; i++)
        {
            _emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("Hi"));
            (Task<ChatCompletion> call, _) = await RaceAsync(failover, stream, _token);
            Assert.Equal("Hi", (await call.WaitAsync(_token)).Text);

            // With one place each, a place that is not given back would keep these waiting.
            foreach (ChatCompletionsClient member in failover.Members)
            {
                await member.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
                await _emulator.WaitForRequestAsync(_token);
            }
        }
    }

    [Fact]
    public async Task Stream_ThatLoses_IsDisposedOf()
    {
        var disposed = new TaskCompletionSource();
        var slow = Substitute.For<IChatCompletionsClient>();
        slow.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(
            call => Waiting(disposed, () => { }, call.Arg<CancellationToken>()));
        await RaceAsync(slow);
        await disposed.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task Stream_ThatLosesALittleTooLate_IsDisposedOf()
    {
        // It ignores its token and has its first token only once the race is over.
        var disposed = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        var slow = Substitute.For<IChatCompletionsClient>();
        slow.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => Late(late.Task, disposed));
        await RaceAsync(slow);
        Assert.False(disposed.Task.IsCompleted);

        late.SetResult();

        await disposed.Task.WaitAsync(_token);
    }

    [Fact]
    public async Task Failure_OfALoser_IsNoUnobservedException()
    {
        var seen = new List<string>();
        EventHandler<UnobservedTaskExceptionEventArgs> onUnobserved = (_, e) =>
        {
            lock (seen)
                seen.Add(e.Exception.ToString());
        };
        TaskScheduler.UnobservedTaskException += onUnobserved;
        try
        {
            var disposed = new TaskCompletionSource();
            var slow = Substitute.For<IChatCompletionsClient>();
            slow.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call => Waiting(
                disposed, static () => throw new InvalidOperationException("The loser of a race failed."), call.Arg<CancellationToken>()));
            await RaceAsync(slow);
            await disposed.Task.WaitAsync(_token);
            for (int i = 0; i < 5; i++)
            {
                await Task.Yield();
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= onUnobserved;
        }

        lock (seen)
            Assert.DoesNotContain(seen, static e => e.Contains("The loser of a race failed.", StringComparison.Ordinal));
    }

    private EmulatedFailover Failover() => new(
        _emulator,
        Pair,
        new() { HedgeAfter = Delay, Timeout = TimeSpan.FromMinutes(1) },
        static (_, options) => options with { Resilience = options.Resilience with { MaxConcurrentRequests = 1 } });

    /// <summary>Starts a call and waits until both providers were asked.</summary>
    private async Task<(Task<ChatCompletion> Call, RecordedRequest[] Both)> RaceAsync(
        EmulatedFailover failover, bool stream, CancellationToken cancellationToken)
    {
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), cancellationToken);
        RecordedRequest first = await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);
        failover.Clock.Advance(Delay);
        return (call, [first, await _emulator.WaitForRequestAsync(_token)]);
    }

    /// <summary>A race that a slow member loses to the emulator.</summary>
    private async Task RaceAsync(IChatCompletionsClient slow)
    {
        var clock = new ManualClock();
        using ChatCompletionsClient fast = _emulator.CreateClient();
        var client = new FailoverChatCompletionsClient([slow, fast], new() { HedgeAfter = Delay, TimeProvider = clock });
        Task timer = clock.WhenTimerStarts(Delay);
        Task<ChatCompletion> call = client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token);
        await timer.WaitAsync(_token);
        clock.Advance(Delay);
        Assert.Equal("openai", (await call.WaitAsync(_token)).Call!.Provider);
    }

    /// <summary>A stream that waits to be cancelled, and then ends as it likes.</summary>
    private static async IAsyncEnumerable<ChatCompletionChunk> Waiting(
        TaskCompletionSource disposed, Action atEnd, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(cancelled.SetResult))
                await cancelled.Task;
            atEnd();
            cancellationToken.ThrowIfCancellationRequested();
            yield break;
        }
        finally
        {
            disposed.SetResult();
        }
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> Late(Task late, TaskCompletionSource disposed)
    {
        try
        {
            await late;
            yield return new() { Choices = [new() { Delta = new() { Content = "late" } }] };
        }
        finally
        {
            disposed.SetResult();
        }
    }
}
