using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of hedging at the wire.</summary>
public sealed class HedgedExecutionTests : FailoverTest
{
    private const string RoleOnly = """{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""";

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _first = new();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_NoTokenWithinTheDelay_HedgesToTheNextProvider(bool stream)
    {
        Emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("Hi from the second."));
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, RecordedRequest slow) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay - TimeSpan.FromTicks(1));
        Assert.Single(Emulator.Requests);

        failover.Clock.Advance(TimeSpan.FromTicks(1));

        ChatCompletion completion = await call.WaitAsync(Token);
        Assert.Equal(("Hi from the second.", "runapi"), (completion.Text, completion.Call!.Provider));
        Assert.Equal(["aimlapi", "runapi"], completion.Call.Attempts.Select(static attempt => attempt.Provider));
        Assert.Equal([false, true], completion.Call.Attempts.Select(static attempt => attempt.Error is null));
        await slow.Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task StreamAsync_ChunkWithoutToken_StillHedges()
    {
        Emulator.Enqueue(Reply.Stream(RoleOnly, "{}").StallAfterEvents(1), Reply.Text("Hi from the second."));
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, RecordedRequest slow) = await StartAsync(failover, stream: true);

        failover.Clock.Advance(Delay);

        Assert.Equal("Hi from the second.", (await call.WaitAsync(Token)).Text);
        await slow.Aborted.WaitAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_FirstProviderFasterThanTheHedge_ReturnsItsResponse(bool stream)
    {
        Emulator.Enqueue(Reply.Text("Hi from the first.").HoldUntil(_first.Task), Reply.Text("never").Stall());
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay);
        RecordedRequest second = await Emulator.WaitForRequestAsync(Token);

        _first.SetResult();

        ChatCompletion completion = await call.WaitAsync(Token);
        Assert.Equal(("Hi from the first.", "aimlapi"), (completion.Text, completion.Call!.Provider));
        Assert.Equal([true, false], completion.Call.Attempts.Select(static attempt => attempt.Error is null));
        await second.Aborted.WaitAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_FirstTokenWithinTheDelay_DoesNotHedge(bool stream)
    {
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, _first.Task));
        using EmulatedFailover failover = CreateFailover();
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        var token = new TaskCompletionSource();
        Task<ChatCompletion> call = stream
            ? SignalFirstChunk(failover.Client.StreamAsync(EmulatedClient.CreateRequest(), Token), token).ToCompletionAsync(Token)
            : failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        await timer.WaitAsync(Token);
        if (stream)
        {
            await token.Task.WaitAsync(Token);
            failover.Clock.Advance(Delay);
        }

        _first.SetResult();

        Assert.Equal("one two", (await call.WaitAsync(Token)).Text);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_FailureBeforeTheDelay_FailsOverImmediately(bool stream)
    {
        Emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi from the second."));
        using EmulatedFailover failover = CreateFailover();

        ChatCompletion completion = await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal("Hi from the second.", completion.Text);
        Assert.Equal(
            [nameof(MiniMaxServerException), null], completion.Call!.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_BothProvidersFail_ThrowsWithBothAttempts(bool stream)
    {
        Emulator.Enqueue(Reply.Error(402, "Pay.").HoldUntil(_first.Task), Reply.Error(503, "Down."));
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay);
        await Emulator.WaitForRequestAsync(Token);

        _first.SetResult();

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => call.WaitAsync(Token));
        Assert.Equal(
            [("aimlapi", nameof(MiniMaxInsufficientCreditsException)), ("runapi", nameof(MiniMaxServerException))],
            e.Attempts.Select(static attempt => (attempt.Provider, attempt.Error!)));
        Assert.Contains(e.GetType().Name, e.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [InlineData(401, false)]
    [InlineData(401, true)]
    [InlineData(400, false)]
    [InlineData(503, true)]
    public async Task Call_HedgedCallFails_FirstCallContinues(int status, bool stream)
    {
        Emulator.Enqueue(Reply.Text("Hi from the first.").HoldUntil(_first.Task), Reply.Error(status, "No."));
        var log = new RecordingLoggerFactory();
        using EmulatedFailover failover = CreateFailover(log: log);
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay);
        await Emulator.WaitForRequestAsync(Token);
        // A released lease is the only sign that the second call has failed.
        await failover.Members[1].CompleteAsync(EmulatedClient.CreateRequest(), Token);

        _first.SetResult();

        ChatCompletion completion = await call.WaitAsync(Token);
        Assert.Equal(("Hi from the first.", "aimlapi"), (completion.Text, completion.Call!.Provider));
        Assert.Equal(
            [null, status],
            completion.Call.Attempts.Select(static attempt => attempt.Error is null ? null : attempt.StatusCode));
        Assert.Equal(
            "Information: aimlapi has sent no token for 00:00:02; starting a hedged request to runapi.", log.Messages.First());
    }

    [Fact]
    public async Task StreamAsync_FirstStreamCutBeforeItsToken_UsesTheHedgedCall()
    {
        var second = new TaskCompletionSource();
        Emulator.Enqueue(
            Reply.Stream(RoleOnly, "{}").HoldAfterEvents(1, _first.Task).CutAfterEvents(1),
            Reply.Text("Hi from the second.").HoldUntil(second.Task));
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream: true);
        failover.Clock.Advance(Delay);
        await Emulator.WaitForRequestAsync(Token);
        _first.SetResult();
        await failover.Members[0].CompleteAsync(EmulatedClient.CreateRequest(), Token);

        second.SetResult();

        ChatCompletion completion = await call.WaitAsync(Token);
        Assert.Equal("Hi from the second.", completion.Text);
        Assert.Equal(
            [nameof(MiniMaxStreamInterruptedException), null], completion.Call!.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_ThreeProviders_HedgesOneDelayAfterTheOther(bool stream)
    {
        Emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("late").Stall(), Reply.Text("Hi from the third."));
        using EmulatedFailover failover = CreateFailover([.. Providers, EmulatedClient.ModelsLab]);
        (Task<ChatCompletion> call, RecordedRequest first) = await StartAsync(failover, stream, MiniMaxModels.M2);
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        failover.Clock.Advance(Delay);
        RecordedRequest second = await Emulator.WaitForRequestAsync(Token);
        await timer.WaitAsync(Token);
        Assert.Equal(["AimlApi", "RunApi"], failover.RequestedProviders);

        failover.Clock.Advance(Delay);

        ChatCompletion completion = await call.WaitAsync(Token);
        Assert.Equal(("Hi from the third.", "modelslab"), (completion.Text, completion.Call!.Provider));
        Assert.Equal([false, false, true], completion.Call.Attempts.Select(static attempt => attempt.Error is null));
        await Task.WhenAll(first.Aborted, second.Aborted).WaitAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_NextProviderInCooldown_DoesNotHedge(bool stream)
    {
        Emulator.Enqueue(
            Reply.Error(500, "Down."), Reply.Text("Hi"), Reply.Text("Hi from the second.").HoldUntil(_first.Task));
        using EmulatedFailover failover = CreateFailover();
        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        for (int i = 0; i < 3; i++)
            await Emulator.WaitForRequestAsync(Token);

        failover.Clock.Advance(Delay);
        _first.SetResult();

        Assert.Equal("runapi", Assert.Single((await call.WaitAsync(Token)).Call!.Attempts).Provider);
        Assert.Equal(["AimlApi", "RunApi", "RunApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_SlowProviderCanceled_HasNoCooldown()
    {
        Emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("Hi"));
        using EmulatedFailover failover = CreateFailover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream: false);
        failover.Clock.Advance(Delay);
        await call.WaitAsync(Token);

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal(["AimlApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    private EmulatedFailover CreateFailover(string[]? providers = null, RecordingLoggerFactory? log = null) => new(
        Emulator,
        providers ?? Providers,
        new() { HedgeAfter = Delay, LoggerFactory = log },
        static (_, options) => options with
        {
            Resilience = options.Resilience with { MaxConcurrentRequests = 1 },
        });

    /// <summary>Starts a call and waits until its delay has started.</summary>
    private async Task<(Task<ChatCompletion> Call, RecordedRequest First)> StartAsync(
        EmulatedFailover failover, bool stream, string? model = null)
    {
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        ChatCompletionRequest request = EmulatedClient.CreateRequest();
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(
            stream, request with { Model = model ?? request.Model }, Token);
        RecordedRequest first = await Emulator.WaitForRequestAsync(Token);
        await timer.WaitAsync(Token);
        return (call, first);
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> SignalFirstChunk(
        IAsyncEnumerable<ChatCompletionChunk> chunks, TaskCompletionSource first)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            first.TrySetResult();
            yield return chunk;
        }
    }
}
