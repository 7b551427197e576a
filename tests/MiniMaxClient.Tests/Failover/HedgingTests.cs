using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>The next provider asked beside one that is slow.</summary>
public sealed class HedgingTests : IAsyncLifetime
{
    private const string RoleOnly = """{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""";

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private static readonly string[] Pair = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _first = new();
    private MiniMaxEmulator _emulator = null!;

    public static TheoryData<bool> Modes { get; } = [false, true];

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task FirstToken_ThatIsLate_MakesTheNextProviderAskedToo(bool stream)
    {
        _emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("Hi from the second."));
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, RecordedRequest slow) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay - TimeSpan.FromTicks(1));
        Assert.Single(_emulator.Requests);

        failover.Clock.Advance(TimeSpan.FromTicks(1));

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal(("Hi from the second.", "runapi"), (answer.Text, answer.Call!.Provider));
        Assert.Equal(["aimlapi", "runapi"], answer.Call.Attempts.Select(static attempt => attempt.Provider));
        Assert.Equal([false, true], answer.Call.Attempts.Select(static attempt => attempt.Error is null));
        await slow.Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Chunk_WithoutAToken_DoesNotHoldTheNextProviderBack()
    {
        _emulator.Enqueue(Reply.Stream(RoleOnly, "{}").StallAfterEvents(1), Reply.Text("Hi from the second."));
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, RecordedRequest slow) = await StartAsync(failover, stream: true);

        failover.Clock.Advance(Delay);

        Assert.Equal("Hi from the second.", (await call.WaitAsync(_token)).Text);
        await slow.Aborted.WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task FirstProvider_ThatIsFasterInTheEnd_Wins(bool stream)
    {
        _emulator.Enqueue(Reply.Text("Hi from the first.").HoldUntil(_first.Task), Reply.Text("never").Stall());
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay);
        RecordedRequest second = await _emulator.WaitForRequestAsync(_token);

        _first.SetResult();

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal(("Hi from the first.", "aimlapi"), (answer.Text, answer.Call!.Provider));
        Assert.Equal([true, false], answer.Call.Attempts.Select(static attempt => attempt.Error is null));
        await second.Aborted.WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task FirstProvider_ThatAnswersInTime_IsTheOnlyOneAsked(bool stream)
    {
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, _first.Task));
        using EmulatedFailover failover = Failover();
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        var token = new TaskCompletionSource();
        Task<ChatCompletion> call = stream
            ? Signalled(failover.Client.StreamAsync(EmulatedClient.CreateRequest(), _token), token).ToCompletionAsync(_token)
            : failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await timer.WaitAsync(_token);
        if (stream)
        {
            await token.Task.WaitAsync(_token);
            failover.Clock.Advance(Delay);
        }

        _first.SetResult();

        Assert.Equal("one two", (await call.WaitAsync(_token)).Text);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task FirstProvider_ThatFailsBeforeTheDelay_IsReplacedAtOnce(bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi from the second."));
        using EmulatedFailover failover = Failover();

        ChatCompletion answer = await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal("Hi from the second.", answer.Text);
        Assert.Equal(
            [nameof(MiniMaxServerException), null], answer.Call!.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Providers_ThatBothFail_AreBothInTheFailure(bool stream)
    {
        _emulator.Enqueue(Reply.Error(402, "Pay.").HoldUntil(_first.Task), Reply.Error(503, "Down."));
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay);
        await _emulator.WaitForRequestAsync(_token);

        _first.SetResult();

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => call.WaitAsync(_token));
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
    public async Task SecondProvider_ThatFails_DoesNotEndTheFirstOnesCall(int status, bool stream)
    {
        _emulator.Enqueue(Reply.Text("Hi from the first.").HoldUntil(_first.Task), Reply.Error(status, "No."));
        var log = new RecordingLoggerFactory();
        using EmulatedFailover failover = Failover(log: log);
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream);
        failover.Clock.Advance(Delay);
        await _emulator.WaitForRequestAsync(_token);
        // The one way to know that the second has failed: its place is free again.
        await failover.Members[1].CompleteAsync(EmulatedClient.CreateRequest(), _token);

        _first.SetResult();

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal(("Hi from the first.", "aimlapi"), (answer.Text, answer.Call!.Provider));
        Assert.Equal([null, status], answer.Call.Attempts.Select(static attempt => attempt.Error is null ? null : attempt.StatusCode));
        Assert.Equal("Information: aimlapi has sent no token for 00:00:02; starting a hedged request to runapi.", log.Messages.First());
    }

    [Fact]
    public async Task Stream_CutBeforeItsFirstToken_LeavesTheAnswerToTheOtherOne()
    {
        var second = new TaskCompletionSource();
        _emulator.Enqueue(
            Reply.Stream(RoleOnly, "{}").HoldAfterEvents(1, _first.Task).CutAfterEvents(1),
            Reply.Text("Hi from the second.").HoldUntil(second.Task));
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream: true);
        failover.Clock.Advance(Delay);
        await _emulator.WaitForRequestAsync(_token);
        _first.SetResult();
        await failover.Members[0].CompleteAsync(EmulatedClient.CreateRequest(), _token);

        second.SetResult();

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal("Hi from the second.", answer.Text);
        Assert.Equal(
            [nameof(MiniMaxStreamInterruptedException), null], answer.Call!.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Providers_OfThree_AreAskedOneDelayAfterTheOther(bool stream)
    {
        _emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("late").Stall(), Reply.Text("Hi from the third."));
        using EmulatedFailover failover = Failover([.. Pair, EmulatedClient.ModelsLab]);
        (Task<ChatCompletion> call, RecordedRequest first) = await StartAsync(failover, stream, MiniMaxModels.M2);
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        failover.Clock.Advance(Delay);
        RecordedRequest second = await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);
        Assert.Equal(["AimlApi", "RunApi"], failover.RequestedProviders);

        failover.Clock.Advance(Delay);

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal(("Hi from the third.", "modelslab"), (answer.Text, answer.Call!.Provider));
        Assert.Equal([false, false, true], answer.Call.Attempts.Select(static attempt => attempt.Error is null));
        await Task.WhenAll(first.Aborted, second.Aborted).WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Provider_ThatRests_IsNotAskedForSpeed(bool stream)
    {
        _emulator.Enqueue(
            Reply.Error(500, "Down."), Reply.Text("Hi"), Reply.Text("Hi from the second.").HoldUntil(_first.Task));
        using EmulatedFailover failover = Failover();
        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        for (int i = 0; i < 3; i++)
            await _emulator.WaitForRequestAsync(_token);

        failover.Clock.Advance(Delay);
        _first.SetResult();

        Assert.Equal("runapi", Assert.Single((await call.WaitAsync(_token)).Call!.Attempts).Provider);
        Assert.Equal(["AimlApi", "RunApi", "RunApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Provider_ThatLoses_DoesNotRest()
    {
        _emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("Hi"));
        using EmulatedFailover failover = Failover();
        (Task<ChatCompletion> call, _) = await StartAsync(failover, stream: false);
        failover.Clock.Advance(Delay);
        await call.WaitAsync(_token);

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(["AimlApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    private EmulatedFailover Failover(string[]? providers = null, RecordingLoggerFactory? log = null) => new(
        _emulator,
        providers ?? Pair,
        new() { HedgeAfter = Delay, LoggerFactory = log },
        static (_, options) => options with
        {
            Resilience = options.Resilience with { MaxConcurrentRequests = 1 },
        });

    /// <summary>Starts a call and waits until it waits for the first provider's token.</summary>
    private async Task<(Task<ChatCompletion> Call, RecordedRequest First)> StartAsync(
        EmulatedFailover failover, bool stream, string? model = null)
    {
        Task timer = failover.Clock.WhenTimerStarts(Delay);
        ChatCompletionRequest request = EmulatedClient.CreateRequest();
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, request with { Model = model ?? request.Model }, _token);
        RecordedRequest first = await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);
        return (call, first);
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> Signalled(
        IAsyncEnumerable<ChatCompletionChunk> chunks, TaskCompletionSource first)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            first.TrySetResult();
            yield return chunk;
        }
    }
}
