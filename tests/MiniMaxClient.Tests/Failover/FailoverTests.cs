using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of the failures after which a call fails over, and of those after which it does not.</summary>
public sealed class FailoverTests : FailoverTest
{
    public static TheoryData<string, bool> ProviderFailures { get; } = InBothModes(
        "429", "429 with a long wait", "500", "529", "402", "403 for credits", "1008", "404", "2013 for the model", "HTML", "cut", "closed");

    public static TheoryData<string, bool> RequestFailures { get; } =
        InBothModes("400", "422", "2013", "401", "403", "1026", "1027");

    [Theory]
    [MemberData(nameof(ProviderFailures))]
    public async Task Call_FailureThatAnotherProviderCanResolve_FailsOver(string failure, bool stream)
    {
        (Reply reply, string error, bool isRetried) = GetCase(failure);
        int attempts = isRetried ? 2 : 1;
        Emulator.Enqueue([.. Enumerable.Repeat(reply, attempts), Reply.Text("Hi from the second.")]);
        using EmulatedFailover failover = CreateFailover();

        ChatCompletion completion = await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal("Hi from the second.", completion.Text);
        Assert.Equal("runapi", completion.Call!.Provider);
        Assert.Equal(
            [.. Enumerable.Repeat(("aimlapi", (string?)error), attempts), ("runapi", null)],
            completion.Call.Attempts.Select(static attempt => (attempt.Provider, attempt.Error)));
        Assert.Equal([.. Enumerable.Repeat("AimlApi", attempts), "RunApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(RequestFailures))]
    public async Task Call_FailureThatNoProviderCanResolve_ThrowsImmediately(string failure, bool stream)
    {
        (Reply reply, string error, _) = GetCase(failure);
        Emulator.Enqueue(reply);
        using EmulatedFailover failover = CreateFailover();

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));

        Assert.Equal((error, "aimlapi"), (e.GetType().Name, e.Provider));
        Assert.Equal(error, Assert.Single(e.Attempts).Error);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_ConnectionRefused_FailsOver(bool stream)
    {
        MiniMaxEmulator stopped = await MiniMaxEmulator.StartAsync(cancellationToken: Token);
        await stopped.DisposeAsync();
        using var first = new ChatCompletionsClient(
            Adapters.ForEmulator(stopped, "openai"), new() { Resilience = EmulatedFailover.OneRetry });
        using var second = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"));
        var client = new FailoverChatCompletionsClient(first, second);

        ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(
            [("openai", nameof(MiniMaxConnectionException)), ("openai", nameof(MiniMaxConnectionException)), ("runapi", null)],
            completion.Call!.Attempts.Select(static attempt => (attempt.Provider, attempt.Error)));
        Assert.All(completion.Call.Attempts.Take(2), static attempt => Assert.Null(attempt.StatusCode));
    }

    [Theory]
    [InlineData(TimeoutKind.Total, false)]
    [InlineData(TimeoutKind.Total, true)]
    [InlineData(TimeoutKind.Headers, true)]
    [InlineData(TimeoutKind.FirstToken, true)]
    public async Task Call_TimeoutOfOneProvider_FailsOver(TimeoutKind kind, bool stream)
    {
        TimeSpan limit = TimeSpan.FromSeconds(7);
        using var failover = new EmulatedFailover(Emulator, Providers, change: (_, options) => kind switch
        {
            TimeoutKind.Total => options with { Timeout = limit },
            TimeoutKind.Headers => options with { HeadersTimeout = limit },
            _ => options with { FirstTokenTimeout = limit },
        });
        Task timer = failover.Clock.WhenTimerStarts(limit);
        Emulator.Enqueue(
            kind == TimeoutKind.FirstToken ? Reply.Text("never").StallAfterEvents(0) : Reply.Text("never").Stall(),
            Reply.Text("Hi from the second."));
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        RecordedRequest slow = await Emulator.WaitForRequestAsync(Token);
        await timer.WaitAsync(Token);

        failover.Clock.Advance(limit);

        ChatCompletion completion = await call.WaitAsync(Token);
        Assert.Equal("Hi from the second.", completion.Text);
        Assert.Equal(
            [nameof(MiniMaxTimeoutException), null], completion.Call!.Attempts.Select(static attempt => attempt.Error));
        await slow.Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task Call_CircuitOpen_FailsOverWithoutAnAttempt()
    {
        using EmulatedFailover failover = CreateFailover(new()
        {
            MaxRetryAttempts = 0,
            CircuitBreaker = new() { MinimumThroughput = 2, BreakDuration = TimeSpan.FromSeconds(40) },
        });
        for (int i = 0; i < 2; i++)
        {
            Emulator.Enqueue(Reply.Error(500, "Down."));
            await Assert.ThrowsAsync<MiniMaxServerException>(
                () => failover.Members[0].CompleteAsync(EmulatedClient.CreateRequest(), Token));
        }

        foreach (bool stream in (bool[])[false, true])
        {
            var client = new FailoverChatCompletionsClient([.. failover.Members]);
            ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
            Assert.Equal("runapi", Assert.Single(completion.Call!.Attempts).Provider);
        }

        Assert.Equal(["AimlApi", "AimlApi", "RunApi", "RunApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_LimiterFull_FailsOverWithoutAnAttempt(bool stream)
    {
        var release = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("first").HoldUntil(release.Task));
        using EmulatedFailover failover = CreateFailover(new() { MaxConcurrentRequests = 1, QueueLimit = 0 });
        Task<ChatCompletion> firstCall = failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        await Emulator.WaitForRequestAsync(Token);

        ChatCompletion completion = await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal("runapi", Assert.Single(completion.Call!.Attempts).Provider);
        release.SetResult();
        Assert.Equal("aimlapi", (await firstCall.WaitAsync(Token)).Call!.Provider);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_SpendLimitReached_DoesNotFailOver(bool stream)
    {
        var limit = new SpendLimit(1m, Timeout.InfiniteTimeSpan);
        using EmulatedFailover failover = new(
            Emulator,
            Providers,
            change: (provider, options) => provider == Providers[0] ? options with { SpendLimit = limit } : options);
        Emulator.Enqueue(Reply.Raw(200, "application/json",
            """{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"meta":{"usage":{"usd_spent":1}}}"""));
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));

        Assert.Equal("aimlapi", e.Provider);
        Assert.Empty(e.Attempts);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task StreamAsync_CutAfterAChunkWithoutToken_DoesNotFailOver()
    {
        Emulator.Enqueue(
            Reply.Stream("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}""", "{}").CutAfterEvents(1));
        using EmulatedFailover failover = CreateFailover();

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => failover.Client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token));

        Assert.Equal(nameof(MiniMaxStreamInterruptedException), Assert.Single(e.Attempts).Error);
        Assert.NotNull(e.Partial);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task StreamAsync_CutAfterAToken_DoesNotFailOver()
    {
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).CutAfterEvents(1));
        using EmulatedFailover failover = CreateFailover();

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => failover.Client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token));

        Assert.Equal("one ", e.Partial!.Text);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_AllProvidersFail_ThrowsTheLastExceptionWithAllAttempts(bool stream)
    {
        Emulator.Enqueue(Reply.Error(402, "No credits."), Reply.Error(503, "Down."));
        using EmulatedFailover failover = CreateFailover(ResilienceOptions.None);

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));

        Assert.Equal(("runapi", 503), (e.Provider, e.StatusCode));
        Assert.Equal(
            [("aimlapi", 402, nameof(MiniMaxInsufficientCreditsException)), ("runapi", 503, nameof(MiniMaxServerException))],
            e.Attempts.Select(static attempt => (attempt.Provider, attempt.StatusCode ?? 0, attempt.Error!)));
    }

    private static TheoryData<string, bool> InBothModes(params string[] failures)
    {
        var data = new TheoryData<string, bool>();
        foreach (string failure in failures)
        {
            data.Add(failure, false);
            data.Add(failure, true);
        }

        return data;
    }

    /// <summary>Gets the reply of a failure, its exception, and whether the first provider is retried.</summary>
    private static (Reply Reply, string Error, bool IsRetried) GetCase(string failure) => failure switch
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
        "2013 for the model" =>
            (Reply.InBandError(2013, "invalid params, unknown model 'minimax/m2-1'"), nameof(MiniMaxInvalidRequestException), false),
        "HTML" => (Reply.Raw(200, "text/html", "<html>Hi</html>"), nameof(MiniMaxInvalidResponseException), false),
        "cut" => (Reply.Text("never").CutAfterEvents(0), nameof(MiniMaxConnectionException), true),
        "closed" => (Reply.Disconnect(), nameof(MiniMaxConnectionException), true),
        "400" or "422" => (Reply.Error(int.Parse(failure, null), "Wrong."), nameof(MiniMaxInvalidRequestException), false),
        "2013" => (Reply.InBandError(2013, "invalid params"), nameof(MiniMaxInvalidRequestException), false),
        "401" => (Reply.Error(401, "Wrong key."), nameof(MiniMaxAuthenticationException), false),
        "403" => (Reply.Error(403, "Not for you."), nameof(MiniMaxPermissionException), false),
        "1026" or "1027" =>
            (Reply.InBandError(int.Parse(failure, null), "sensitive"), nameof(MiniMaxContentFilteredException), false),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Unknown failure."),
    };

    private EmulatedFailover CreateFailover(ResilienceOptions? resilience = null) => new(
        Emulator, Providers, change: (_, options) => options with { Resilience = resilience ?? EmulatedFailover.OneRetry });
}
