using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using Polly.CircuitBreaker;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The circuit breaker of a client.</summary>
public sealed class CircuitBreakerTests : IAsyncLifetime
{
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private static readonly Reply Good = Reply.Text("one");
    private static readonly Reply Bad = Reply.Error(503, "No.");

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly RecordingLoggerFactory _log = new();
    private MiniMaxEmulator _emulator = null!;

    /// <summary>The statuses of failures that are due to the request and not to the state of the provider.</summary>
    public static TheoryData<int> OtherStatuses { get; } = [400, 401, 402, 403, 404, 422, 429];

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public async ValueTask DisposeAsync()
    {
        _log.Dispose();
        await _emulator.DisposeAsync();
    }

    /// <summary>The log lines of the circuit, without those of the calls that failed.</summary>
    private IEnumerable<string> CircuitMessages =>
        _log.Messages.Where(static line => line.Contains(": circuit breaker ", StringComparison.Ordinal));

    [Fact]
    public async Task Circuit_FailureRatioReached_OpensForNonStreamingAndStreamingCalls()
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Good, Good, Bad);
        await FailAsync(client, stream: true, Bad);

        foreach (bool stream in (bool[])[false, true])
        {
            var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream, _token));
            Assert.Equal("The circuit breaker for 'openai' is open; retry after 15 s.", e.Message);
            Assert.Equal(("openai", (int?)null, Break), (e.Provider, e.StatusCode, e.RetryAfter));
            Assert.IsType<BrokenCircuitException>(e.InnerException);
            Assert.True(e.IsTransient);
            Assert.Empty(e.Attempts);
        }

        Assert.Equal(4, _emulator.Requests.Count);
        Assert.Equal(["Error: openai: circuit breaker opened for 00:00:15 after repeated failures."], CircuitMessages);
    }

    [Fact]
    public async Task RetryAfter_OpenCircuit_IsTheRemainingBreakDuration()
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad, Bad);
        _clock.Advance(TimeSpan.FromSeconds(4));
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));
        Assert.Equal(TimeSpan.FromSeconds(11), e.RetryAfter);
    }

    [Fact]
    public async Task Circuit_BelowFailureRatioOrMinimumThroughput_StaysClosed()
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad);
        // Attempts before the sampling duration are not counted.
        _clock.Advance(TimeSpan.FromSeconds(31));
        await FailAsync(client, stream: false, Good, Good, Good, Bad, Good, Bad);
        Assert.Equal(9, _emulator.Requests.Count);
        Assert.Empty(CircuitMessages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HalfOpenCircuit_SuccessfulAttempt_Closes(bool stream)
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream, Bad, Bad, Bad, Bad);
        _clock.Advance(Break);

        await FailAsync(client, stream, Good, Good);

        Assert.Equal(6, _emulator.Requests.Count);
        Assert.Equal("Information: openai: circuit breaker closed.", CircuitMessages.Last());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(429)]
    public async Task HalfOpenCircuit_RejectedRequest_Closes(int status)
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad, Bad);
        _clock.Advance(Break);

        await FailAsync(client, stream: false, Reply.Error(status, "No."), Good);

        Assert.Equal("Information: openai: circuit breaker closed.", CircuitMessages.Last());
    }

    [Fact]
    public async Task HalfOpenCircuit_FailedAttempt_OpensAgain()
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad, Bad);
        _clock.Advance(Break);
        await FailAsync(client, stream: true, Bad);
        await AssertOpenAsync(client);
    }

    [Fact]
    public async Task HalfOpenCircuit_AttemptInProgress_RejectsOthers()
    {
        var response = new TaskCompletionSource();
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad, Bad);
        _clock.Advance(Break);
        _emulator.Enqueue(Good.HoldUntil(response.Task));
        Task<ChatCompletion> probe = client.CallAsync(stream: true, _token);
        await ArriveAsync(5);

        await AssertOpenAsync(client);

        response.SetResult();
        Assert.Equal("one", (await probe.WaitAsync(_token)).Text);
        await FailAsync(client, stream: false, Good);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HalfOpenCircuit_AttemptWithoutResponse_OpensAgain(bool byTheCaller)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad, Bad);
        _clock.Advance(Break);
        _emulator.Enqueue(Good.Stall());
        Task<ChatCompletion> probe = client.CallAsync(
            stream: false, cancellation.Token, new() { Timeout = TimeSpan.FromSeconds(1) });
        await ArriveAsync(5);
        if (byTheCaller)
            await cancellation.CancelAsync();
        else
            _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<Exception>(() => probe.WaitAsync(_token));

        await AssertOpenAsync(client);

        _clock.Advance(Break);
        await FailAsync(client, stream: false, Good);
    }

    [Theory]
    [MemberData(nameof(OtherStatuses))]
    public async Task Circuit_RejectedRequests_AreNotCounted(int status)
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: false, [.. Enumerable.Repeat(Reply.Error(status, "No."), 6)]);
        Assert.Equal(6, _emulator.Requests.Count);
        Assert.Empty(CircuitMessages);
    }

    [Fact]
    public async Task Circuit_CancellationsAndTotalTimeouts_AreNotCounted()
    {
        using ChatCompletionsClient client = Client();
        for (int i = 1; i <= 6; i++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
            _emulator.Enqueue(Good.Stall());
            Task<ChatCompletion> call = client.CallAsync(
                stream: i % 2 == 0, cancellation.Token, new() { Timeout = TimeSpan.FromSeconds(1) });
            await _emulator.WaitForRequestAsync(_token);
            if (i % 3 == 0)
                _clock.Advance(TimeSpan.FromSeconds(1));
            else
                await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(_token));
        }

        Assert.Equal(6, _emulator.Requests.Count);
        Assert.Empty(CircuitMessages);
    }

    [Fact]
    public async Task Circuit_EveryKindOfOutage_IsCounted()
    {
        using ChatCompletionsClient client = Client();
        await FailAsync(client, stream: true, Reply.Disconnect(), Reply.InBandError(1000, "No."), Good.CutAfterEvents(0));
        _emulator.Enqueue(Good.Stall());
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token, new() { HeadersTimeout = TimeSpan.FromSeconds(1) });
        await ArriveAsync(4);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));

        await AssertOpenAsync(client);
    }

    [Fact]
    public async Task Circuit_OpensBetweenRetries_EndsCallWithItsAttempts()
    {
        _emulator.Enqueue(Bad, Bad, Bad, Bad);
        using ChatCompletionsClient client = Client(ResilientClient.ImmediateRetries with { MaxRetryAttempts = 9 });

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(Break, e.RetryAfter);
        Assert.Equal([503, 503, 503, 503], e.Attempts.Select(static attempt => attempt.StatusCode));
        Assert.Equal(4, _emulator.Requests.Count);
    }

    [Fact]
    public async Task Circuit_TwoClients_AreIndependent()
    {
        using ChatCompletionsClient client = Client();
        using ChatCompletionsClient other = Client();
        await FailAsync(client, stream: false, Bad, Bad, Bad, Bad);
        await FailAsync(other, stream: false, Good);
        await AssertOpenAsync(client);
    }

    private ChatCompletionsClient Client(ResilienceOptions? resilience = null) => _emulator.CreateResilientClient(new()
    {
        TimeProvider = _clock,
        LoggerFactory = resilience is null ? _log : null,
        Resilience = (resilience ?? ResilienceOptions.None) with
        {
            CircuitBreaker = new()
            {
                FailureRatio = 0.5, MinimumThroughput = 4, SamplingDuration = TimeSpan.FromSeconds(30), BreakDuration = Break,
            },
        },
    });

    /// <summary>Makes a call for each reply and asserts that all are sent.</summary>
    private async Task FailAsync(ChatCompletionsClient client, bool stream, params Reply[] replies)
    {
        _emulator.Enqueue(replies);
        int before = _emulator.Requests.Count;
        foreach (Reply _ in replies)
            await Record.ExceptionAsync(() => client.CallAsync(stream, _token));
        Assert.Equal(before + replies.Length, _emulator.Requests.Count);
    }

    private async Task AssertOpenAsync(ChatCompletionsClient client)
    {
        int before = _emulator.Requests.Count;
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CallAsync(stream: false, _token));
        Assert.IsAssignableFrom<BrokenCircuitException>(e.InnerException);
        Assert.Equal(before, _emulator.Requests.Count);
    }

    /// <summary>Waits until the emulator has received a total number of requests.</summary>
    private async Task ArriveAsync(int requests)
    {
        for (int i = 0; i < requests; i++)
            await _emulator.WaitForRequestAsync(_token);
    }
}
