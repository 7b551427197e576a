using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Clients that share a <see cref="ModelRateLimiter"/>, over a socket.</summary>
public sealed class ModelRateLimiterClientTests : IDisposable
{
    private const string Completion =
        """{"choices":[{"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":3}}""";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(61);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private ModelRateLimiter _limiter;

    public ModelRateLimiterClientTests() => _limiter = Create(new());

    /// <summary>The protocol and a response that rejects a request for its rate.</summary>
    public static TheoryData<string, int, string> Rejections { get; } = new()
    {
        { "openai", 429, """{"error":{"message":"Too many requests"}}""" },
        { "openai", 200, """{"choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""" },
        { "openai", 200, """{"choices":[],"base_resp":{"status_code":2045,"status_msg":"rate growth limit"}}""" },
        { "minimax", 429, """{"type":"error","error":{"type":"rate_limit_error","message":"rate growth limit (2045)","http_code":"429"}}""" },
        { "anthropic", 429, """{"type":"error","error":{"type":"rate_limit_error","message":"Slow down."}}""" },
    };

    private (int Requests, long Tokens) Counts => _limiter.GetCounts("openai", MiniMaxModels.M2);

    public void Dispose() => _limiter.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_UsageReported_CountsItsTokensForAMinute(bool stream)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Completion));
        using ChatCompletionsClient client = CreateClient(server);

        await client.CallAsync(stream, _token);

        Assert.Equal((1, 43L), Counts);
        _clock.Advance(Window);
        Assert.Equal((0, 0L), Counts);
    }

    [Fact]
    public async Task Stream_Abandoned_CountsTheReservation()
    {
        await using var server = FaultServer.Start(ServerScript.StreamHead()
            .Send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"4\"}}]}\n\n")
            .WaitForClientClose());
        using ChatCompletionsClient client = CreateClient(server);
        await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
            break;

        (int requests, long tokens) = Counts;
        Assert.Equal(1, requests);
        // The body of the request, and the mean of a response.
        Assert.InRange(tokens, 1_010, 1_040);
    }

    [Fact]
    public async Task Call_CircuitIsOpen_CountsNothing()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(500, "{}"), ServerScript.Json(500, "{}"), ServerScript.Json(200, Completion));
        using ChatCompletionsClient client = CreateClient(server, new()
        {
            MaxRetryAttempts = 0,
            CircuitBreaker = new() { MinimumThroughput = 2, FailureRatio = 0.5 },
        });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));
        (int Requests, long Tokens) sent = Counts;

        await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(2, sent.Requests);
        Assert.Equal(sent, Counts);
    }

    [Fact]
    public async Task Clients_OfTheSameProvider_ShareTheBudgetOfAModel()
    {
        _limiter = Create(new() { RequestsPerMinute = 2 }, queueLimit: 0);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        var options = new ChatCompletionsClientOptions
        {
            TimeProvider = _clock,
            Resilience = ResilienceOptions.None with { RateLimiter = _limiter },
        };
        using ChatCompletionsClient first = emulator.CreateResilientClient(options, "aimlapi");
        using ChatCompletionsClient second = emulator.CreateResilientClient(options, "aimlapi");
        using ChatCompletionsClient other = emulator.CreateResilientClient(options, "runapi");
        await first.CompleteAsync("Hi", MiniMaxModels.M2_7, _token);
        await second.CompleteAsync("Hi", "minimax/m2-7-20260402", _token);

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => first.CompleteAsync("Hi", MiniMaxModels.M2_7, _token));

        Assert.Equal(((int?)null, Window), (e.StatusCode, e.RetryAfter));
        Assert.Empty(e.Attempts);
        await first.CompleteAsync("Hi", MiniMaxModels.M2_1, _token);
        await other.CompleteAsync("Hi", MiniMaxModels.M2_7, _token);
        Assert.NotEmpty(await first.ListModelsAsync(_token));
    }

    [Theory]
    [MemberData(nameof(Rejections))]
    public async Task Rejection_ByTheProvider_PausesTheModelAndLearnsItsLimit(string provider, int status, string body)
    {
        string completion = provider == "anthropic"
            ? """{"type":"message","role":"assistant","content":[{"type":"text","text":"Hi."}],"stop_reason":"end_turn"}"""
            : Completion;
        await using var server = FaultServer.Start(
            (index, _) => index == 5 ? ServerScript.Json(status, body) : ServerScript.Json(200, completion));
        using ChatCompletionsClient client = CreateClient(server, provider: provider);
        for (int i = 0; i < 5; i++)
            await client.CallAsync(stream: i % 2 == 0, _token).WaitAsync(_token);

        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));
        Task<ChatCompletion> waiting = client.CallAsync(stream: false, _token);
        _clock.Advance(TimeSpan.FromSeconds(1));
        // The pause is over, but five requests were accepted in the last minute.
        Assert.Equal(1, _limiter.GetStatistics().CurrentQueuedCount);
        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("Hi.", (await waiting.WaitAsync(_token)).Text);
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task Rejection_RetryAfter_IsWaitedForByOtherCalls()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(429, "{}", "Retry-After: 90"), ServerScript.Json(200, Completion));
        using ChatCompletionsClient client = CreateClient(server);
        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));
        Assert.Equal(TimeSpan.FromSeconds(90), e.RetryAfter);

        Task<ChatCompletion> waiting = client.CallAsync(stream: false, _token);
        _clock.Advance(TimeSpan.FromSeconds(89));
        Assert.False(waiting.IsCompleted);
        Assert.Single(server.Requests);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Hi.", (await waiting.WaitAsync(_token)).Text);
    }

    [Fact]
    public async Task Headers_Limit_IsLearned()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Completion, "x-ratelimit-limit-requests: 1"), ServerScript.Json(200, Completion));
        using ChatCompletionsClient client = CreateClient(server);
        await client.CallAsync(stream: false, _token);

        Task<ChatCompletion> waiting = client.CallAsync(stream: false, _token);
        Assert.Equal(1, _limiter.GetStatistics().CurrentQueuedCount);
        _clock.Advance(Window);

        Assert.Equal("Hi.", (await waiting.WaitAsync(_token)).Text);
    }

    [Fact]
    public async Task Headers_NothingRemains_PausesUntilTheReset()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(
                200, Completion, "anthropic-ratelimit-tokens-remaining: 0", "anthropic-ratelimit-tokens-reset: 2026-01-02T03:04:25Z"),
            ServerScript.Json(200, Completion));
        using ChatCompletionsClient client = CreateClient(server);
        await client.CallAsync(stream: false, _token);

        Task<ChatCompletion> waiting = client.CallAsync(stream: false, _token);
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, _limiter.GetStatistics().CurrentQueuedCount);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Hi.", (await waiting.WaitAsync(_token)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_Canceled_ReservesNothing(bool stream)
    {
        _limiter = Create(new() { RequestsPerMinute = 1 });
        await using var server = FaultServer.Start(ServerScript.Json(200, Completion));
        using ChatCompletionsClient client = CreateClient(server);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        await client.CallAsync(stream: false, _token);
        Task<ChatCompletion> waiting = client.CallAsync(stream, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(_token));
        Assert.Equal((1, 43L), Counts);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Call_MaxTokens_ReservesThem()
    {
        _limiter = Create(new() { TokensPerMinute = 10_000 }, queueLimit: 0);
        var response = new TaskCompletionSource();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.Text("one").HoldUntil(response.Task));
        using ChatCompletionsClient client = emulator.CreateResilientClient(new()
        {
            TimeProvider = _clock,
            Resilience = ResilienceOptions.None with { RateLimiter = _limiter },
        });
        ChatCompletionRequest request =
            new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")], MaxTokens = 9_500 };

        Task<ChatCompletion> first = client.CompleteAsync(request, _token);
        await emulator.WaitForRequestAsync(_token);
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CompleteAsync(request, _token));
        response.SetResult();
        await first.WaitAsync(_token);

        Assert.NotEmpty((await client.CompleteAsync(request, _token)).Text);
    }

    private ChatCompletionsClient CreateClient(
        FaultServer server, ResilienceOptions? resilience = null, string provider = "openai") =>
        new(Adapters.ForAddress(server.BaseAddress, provider), new()
        {
            TimeProvider = _clock,
            Resilience = (resilience ?? ResilienceOptions.None) with { RateLimiter = _limiter },
        });

    private ModelRateLimiter Create(ModelRateLimit limit, int queueLimit = 1000) =>
        new(new() { DefaultLimit = limit, QueueLimit = queueLimit, TimeProvider = _clock });
}
