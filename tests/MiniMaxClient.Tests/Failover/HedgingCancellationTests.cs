using System.Runtime.CompilerServices;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of the end of hedged calls: both are canceled and disposed.</summary>
public sealed class HedgingCancellationTests : FailoverTest
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _first = new();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_Canceled_EndsBothCalls(bool stream)
    {
        using var caller = new CancellationTokenSource();
        Emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("never").Stall());
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, RecordedRequest[] requests) = await StartHedgedCallAsync(failover, stream, caller.Token);

        await caller.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Token));
        Assert.Equal(caller.Token, e.CancellationToken);
        await Task.WhenAll(requests.Select(static request => request.Aborted)).WaitAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_TotalTimeout_EndsBothCallsAndRecordsThem(bool stream)
    {
        Emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("never").Stall());
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, RecordedRequest[] requests) = await StartHedgedCallAsync(failover, stream, Token);

        failover.Clock.Advance(TimeSpan.FromMinutes(1));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(Token));
        Assert.Equal((TimeoutKind.Total, TimeSpan.FromMinutes(1)), (e.Kind, e.Limit));
        Assert.Equal(["aimlapi", "runapi"], e.Attempts.Select(static attempt => attempt.Provider));
        Assert.All(e.Attempts, static attempt => Assert.NotNull(attempt.Error));
        await Task.WhenAll(requests.Select(static request => request.Aborted)).WaitAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_FirstProviderRejectsTheRequest_EndsBothCalls(bool stream)
    {
        Emulator.Enqueue(Reply.Error(400, "Wrong.").HoldUntil(_first.Task), Reply.Text("never").Stall());
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, RecordedRequest[] requests) = await StartHedgedCallAsync(failover, stream, Token);

        _first.SetResult();

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => call.WaitAsync(Token));
        Assert.Equal(2, e.Attempts.Count);
        await requests[1].Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task StreamAsync_Abandoned_EndsBothCalls()
    {
        Emulator.Enqueue(
            Reply.Text("never").StallAfterEvents(0), Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using EmulatedFailover failover = CreateFailover();
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            failover.Client.StreamAsync(EmulatedClient.CreateRequest(), Token).GetAsyncEnumerator(Token);
        Task<bool> move = chunks.MoveNextAsync().AsTask();
        RecordedRequest slow = await Emulator.WaitForRequestAsync(Token);
        await timer.WaitAsync(Token);
        failover.Clock.Advance(Delay);
        RecordedRequest fast = await Emulator.WaitForRequestAsync(Token);
        Assert.True(await move.WaitAsync(Token));
        Assert.Equal("one ", chunks.Current.Text);
        await slow.Aborted.WaitAsync(Token);
        Assert.False(fast.Aborted.IsCompleted);

        await chunks.DisposeAsync();

        await fast.Aborted.WaitAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_AfterHedging_ReleasesBothLeases(bool stream)
    {
        using EmulatedFailover failover = CreateFailover();
        for (int i = 0; i < 5; i++)
        {
            Emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("Hi"));
            (Task<ChatCompletion> call, _) = await StartHedgedCallAsync(failover, stream, Token);
            Assert.Equal("Hi", (await call.WaitAsync(Token)).Text);

            // With one lease for each provider, a lease that is not released would block these calls.
            foreach (ChatCompletionsClient member in failover.Members)
            {
                await member.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
                await Emulator.WaitForRequestAsync(Token);
            }
        }
    }

    [Fact]
    public async Task StreamAsync_SlowStreamCanceled_IsDisposed()
    {
        var disposed = new TaskCompletionSource();
        var slow = Substitute.For<IChatCompletionsClient>();
        slow.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(
            call => WaitForCancellation(disposed, () => { }, call.Arg<CancellationToken>()));
        await CompleteHedgedCallAsync(slow);
        await disposed.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task StreamAsync_SlowStreamEndsAfterTheHedge_IsDisposed()
    {
        // The slow stream ignores its cancellation and has its first token only after the other call has won.
        var disposed = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        var slow = Substitute.For<IChatCompletionsClient>();
        slow.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => StreamAfter(late.Task, disposed));
        await CompleteHedgedCallAsync(slow);
        Assert.False(disposed.Task.IsCompleted);

        late.SetResult();

        await disposed.Task.WaitAsync(Token);
    }

    [Fact]
    public async Task StreamAsync_CanceledStreamFails_RaisesNoUnobservedException()
    {
        var unobserved = new List<string>();
        EventHandler<UnobservedTaskExceptionEventArgs> onUnobserved = (_, e) =>
        {
            lock (unobserved)
                unobserved.Add(e.Exception.ToString());
        };
        TaskScheduler.UnobservedTaskException += onUnobserved;
        try
        {
            var disposed = new TaskCompletionSource();
            var slow = Substitute.For<IChatCompletionsClient>();
            slow.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(call => WaitForCancellation(
                disposed,
                static () => throw new InvalidOperationException("The canceled call failed."),
                call.Arg<CancellationToken>()));
            await CompleteHedgedCallAsync(slow);
            await disposed.Task.WaitAsync(Token);
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

        lock (unobserved)
            Assert.DoesNotContain(unobserved, static e => e.Contains("The canceled call failed.", StringComparison.Ordinal));
    }

    private EmulatedFailover CreateFailover() => new(
        Emulator,
        Providers,
        new() { HedgeAfter = Delay, Timeout = TimeSpan.FromMinutes(1) },
        static (_, options) => options with { Resilience = options.Resilience with { MaxConcurrentRequests = 1 } });

    /// <summary>Starts a call and waits until both providers have its request.</summary>
    private async Task<(Task<ChatCompletion> Call, RecordedRequest[] Requests)> StartHedgedCallAsync(
        EmulatedFailover failover, bool stream, CancellationToken cancellationToken)
    {
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(
            stream, EmulatedClient.CreateRequest(), cancellationToken);
        RecordedRequest first = await Emulator.WaitForRequestAsync(Token);
        await timer.WaitAsync(Token);
        failover.Clock.Advance(Delay);
        return (call, [first, await Emulator.WaitForRequestAsync(Token)]);
    }

    /// <summary>Completes a call with a slow client and a hedged request to the emulator.</summary>
    private async Task CompleteHedgedCallAsync(IChatCompletionsClient slow)
    {
        var clock = new ManualClock();
        using ChatCompletionsClient fast = Emulator.CreateClient();
        var client = new FailoverChatCompletionsClient([slow, fast], new() { HedgeAfter = Delay, TimeProvider = clock });
        Task timer = clock.WhenTimerStarts(Delay);
        Task<ChatCompletion> call = client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token);
        await timer.WaitAsync(Token);
        clock.Advance(Delay);
        Assert.Equal("openai", (await call.WaitAsync(Token)).Call!.Provider);
    }

    /// <summary>Streams nothing until it is canceled, then runs an action.</summary>
    private static async IAsyncEnumerable<ChatCompletionChunk> WaitForCancellation(
        TaskCompletionSource disposed, Action onCanceled, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            var canceled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(canceled.SetResult))
                await canceled.Task;
            onCanceled();
            cancellationToken.ThrowIfCancellationRequested();
            yield break;
        }
        finally
        {
            disposed.SetResult();
        }
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> StreamAfter(Task release, TaskCompletionSource disposed)
    {
        try
        {
            await release;
            yield return new() { Choices = [new() { Delta = new() { Content = "late" } }] };
        }
        finally
        {
            disposed.SetResult();
        }
    }
}
