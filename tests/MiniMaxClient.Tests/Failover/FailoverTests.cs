using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Which failures another provider is asked for, and which none.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly string[] Pair = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public static TheoryData<string, bool> Mendable { get; } = Each(
        "429", "429 with a long wait", "500", "529", "402", "403 for credits", "1008", "404", "HTML", "cut", "closed");

    public static TheoryData<string, bool> Final { get; } = Each("400", "422", "2013", "401", "403", "1026", "1027");

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Mendable))]
    public async Task Failure_ThatAnotherProviderMends_IsAnsweredByIt(string failure, bool stream)
    {
        (Reply reply, string error, bool isRetried) = Case(failure);
        int attempts = isRetried ? 2 : 1;
        _emulator.Enqueue([.. Enumerable.Repeat(reply, attempts), Reply.Text("Hi from the second.")]);
        using EmulatedFailover failover = Failover();

        ChatCompletion answer = await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal("Hi from the second.", answer.Text);
        Assert.Equal("runapi", answer.Call!.Provider);
        Assert.Equal(
            [.. Enumerable.Repeat(("aimlapi", (string?)error), attempts), ("runapi", null)],
            answer.Call.Attempts.Select(static attempt => (attempt.Provider, attempt.Error)));
        Assert.Equal([.. Enumerable.Repeat("AimlApi", attempts), "RunApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Final))]
    public async Task Failure_ThatNoOtherProviderMends_IsThrownAtOnce(string failure, bool stream)
    {
        (Reply reply, string error, _) = Case(failure);
        _emulator.Enqueue(reply);
        using EmulatedFailover failover = Failover();

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));

        Assert.Equal((error, "aimlapi"), (e.GetType().Name, e.Provider));
        Assert.Equal(error, Assert.Single(e.Attempts).Error);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_ThatIsRefused_IsMendedByTheNext(bool stream)
    {
        MiniMaxEmulator gone = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        await gone.DisposeAsync();
        using var first = new ChatCompletionsClient(
            Adapters.ForEmulator(gone, "openai"), new() { Resilience = EmulatedFailover.OneRetry });
        using var second = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "runapi"));
        var client = new FailoverChatCompletionsClient(first, second);

        ChatCompletion answer = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(
            [("openai", nameof(MiniMaxConnectionException)), ("openai", nameof(MiniMaxConnectionException)), ("runapi", null)],
            answer.Call!.Attempts.Select(static attempt => (attempt.Provider, attempt.Error)));
        Assert.All(answer.Call.Attempts.Take(2), static attempt => Assert.Null(attempt.StatusCode));
    }

    [Theory]
    [InlineData(TimeoutKind.Total, false)]
    [InlineData(TimeoutKind.Total, true)]
    [InlineData(TimeoutKind.Headers, true)]
    [InlineData(TimeoutKind.FirstToken, true)]
    public async Task Timeout_OfOneProvider_IsMendedByTheNext(TimeoutKind kind, bool stream)
    {
        TimeSpan limit = TimeSpan.FromSeconds(7);
        using var failover = new EmulatedFailover(_emulator, Pair, change: (_, options) => kind switch
        {
            TimeoutKind.Total => options with { Timeout = limit },
            TimeoutKind.Headers => options with { HeadersTimeout = limit },
            _ => options with { FirstTokenTimeout = limit },
        });
        Task timer = failover.Clock.WhenTimerStarts(limit);
        _emulator.Enqueue(
            kind == TimeoutKind.FirstToken ? Reply.Text("never").StallAfterEvents(0) : Reply.Text("never").Stall(),
            Reply.Text("Hi from the second."));
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        RecordedRequest slow = await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);

        failover.Clock.Advance(limit);

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal("Hi from the second.", answer.Text);
        Assert.Equal(
            [nameof(MiniMaxTimeoutException), null], answer.Call!.Attempts.Select(static attempt => attempt.Error));
        await slow.Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Circuit_ThatIsOpen_IsPassedByWithoutAnAttempt()
    {
        using EmulatedFailover failover = Failover(new()
        {
            MaxRetryAttempts = 0,
            CircuitBreaker = new() { MinimumThroughput = 2, BreakDuration = TimeSpan.FromSeconds(40) },
        });
        for (int i = 0; i < 2; i++)
        {
            _emulator.Enqueue(Reply.Error(500, "Down."));
            await Assert.ThrowsAsync<MiniMaxServerException>(
                () => failover.Members[0].CompleteAsync(EmulatedClient.CreateRequest(), _token));
        }

        foreach (bool stream in (bool[])[false, true])
        {
            var client = new FailoverChatCompletionsClient([.. failover.Members]);
            ChatCompletion answer = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
            Assert.Equal("runapi", Assert.Single(answer.Call!.Attempts).Provider);
        }

        Assert.Equal(["AimlApi", "AimlApi", "RunApi", "RunApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limiter_ThatIsFull_IsPassedByWithoutAnAttempt(bool stream)
    {
        var rest = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("first").HoldUntil(rest.Task));
        using EmulatedFailover failover = Failover(new() { MaxConcurrentRequests = 1, QueueLimit = 0 });
        Task<ChatCompletion> held = failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await _emulator.WaitForRequestAsync(_token);

        ChatCompletion answer = await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal("runapi", Assert.Single(answer.Call!.Attempts).Provider);
        rest.SetResult();
        Assert.Equal("aimlapi", (await held.WaitAsync(_token)).Call!.Provider);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Budget_ThatIsSpent_IsThrownAtOnce(bool stream)
    {
        var limit = new SpendLimit(1m, Timeout.InfiniteTimeSpan);
        using EmulatedFailover failover = new(
            _emulator, Pair, change: (provider, options) => provider == Pair[0] ? options with { SpendLimit = limit } : options);
        _emulator.Enqueue(Reply.Raw(200, "application/json",
            """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"meta":{"usage":{"usd_spent":1}}}"""));
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));

        Assert.Equal("aimlapi", e.Provider);
        Assert.Empty(e.Attempts);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Stream_CutAfterAChunkWithoutAToken_IsNotBegunAnew()
    {
        _emulator.Enqueue(
            Reply.Stream("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}""", "{}").CutAfterEvents(1));
        using EmulatedFailover failover = Failover();

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => failover.Client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token));

        Assert.Equal(nameof(MiniMaxStreamInterruptedException), Assert.Single(e.Attempts).Error);
        Assert.NotNull(e.Partial);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Stream_CutAfterAToken_IsNotBegunAnew()
    {
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).CutAfterEvents(1));
        using EmulatedFailover failover = Failover();

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => failover.Client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token));

        Assert.Equal("one ", e.Partial!.Text);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfAllProviders_IsTheLastOneWithEveryAttempt(bool stream)
    {
        _emulator.Enqueue(Reply.Error(402, "No credits."), Reply.Error(503, "Down."));
        using EmulatedFailover failover = Failover(ResilienceOptions.None);

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token));

        Assert.Equal(("runapi", 503), (e.Provider, e.StatusCode));
        Assert.Equal(
            [("aimlapi", 402, nameof(MiniMaxInsufficientCreditsException)), ("runapi", 503, nameof(MiniMaxServerException))],
            e.Attempts.Select(static attempt => (attempt.Provider, attempt.StatusCode ?? 0, attempt.Error!)));
    }

    private static TheoryData<string, bool> Each(params string[] failures)
    {
        var data = new TheoryData<string, bool>();
        foreach (string failure in failures)
        {
            data.Add(failure, false);
            data.Add(failure, true);
        }

        return data;
    }

    /// <summary>A failure, the exception that it is, and whether the first provider is tried again.</summary>
    private static (Reply Reply, string Error, bool IsRetried) Case(string failure) => failure switch
    {
        "429" => (Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.Zero), nameof(MiniMaxRateLimitException), true),
        "429 with a long wait" =>
            (Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromMinutes(2)), nameof(MiniMaxRateLimitException), false),
        "500" or "529" => (Reply.Error(int.Parse(failure, null), "Down."), nameof(MiniMaxServerException), true),
        "402" => (Reply.Error(402, "Pay."), nameof(MiniMaxInsufficientCreditsException), false),
        "403 for credits" =>
            (Reply.Error(403, "You've run out of credits."), nameof(MiniMaxInsufficientCreditsException), false),
        "1008" => (Reply.InBandError(1008, "insufficient balance"), nameof(MiniMaxInsufficientCreditsException), false),
        "404" => (Reply.Error(404, "Model minimax/m2-1 not found"), nameof(MiniMaxNotFoundException), false),
        "HTML" => (Reply.Raw(200, "text/html", "<html>Hi</html>"), nameof(MiniMaxInvalidResponseException), false),
        "cut" => (Reply.Text("never").CutAfterEvents(0), nameof(MiniMaxConnectionException), true),
        "closed" => (Reply.Disconnect(), nameof(MiniMaxConnectionException), true),
        "400" or "422" => (Reply.Error(int.Parse(failure, null), "Wrong."), nameof(MiniMaxInvalidRequestException), false),
        "2013" => (Reply.InBandError(2013, "invalid params"), nameof(MiniMaxInvalidRequestException), false),
        "401" => (Reply.Error(401, "Wrong key."), nameof(MiniMaxAuthenticationException), false),
        "403" => (Reply.Error(403, "Not for you."), nameof(MiniMaxPermissionException), false),
        "1026" or "1027" =>
            (Reply.InBandError(int.Parse(failure, null), "sensitive"), nameof(MiniMaxContentFilteredException), false),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "No such failure."),
    };

    private EmulatedFailover Failover(ResilienceOptions? resilience = null) => new(
        _emulator, Pair, change: (_, options) => options with { Resilience = resilience ?? EmulatedFailover.OneRetry });
}
