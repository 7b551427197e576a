using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The waits between attempts.</summary>
public sealed class BackOffTests : IAsyncLifetime
{
    private static readonly TimeSpan Middle = TimeSpan.FromSeconds(100);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Waits_OfOneCall_Double()
    {
        IReadOnlyList<TimeSpan> waits = await WaitsAsync(retries: 6, TimeSpan.FromHours(1));

        // The waits are the steps of a curve that is at about 2^n times the middle after the n-th, one step of it at random.
        TimeSpan sum = TimeSpan.Zero;
        for (int i = 0; i < waits.Count; i++)
        {
            sum += waits[i];
            Assert.InRange(sum, i == 0 ? TimeSpan.Zero : Middle * Math.Pow(2, i) / 1.5, Middle * Math.Pow(2, i + 1) / 1.4);
        }
    }

    [Fact]
    public async Task Waits_OfOneCall_AreNeverLongerThanTheLongest()
    {
        IReadOnlyList<TimeSpan> waits = await WaitsAsync(retries: 10, TimeSpan.FromSeconds(150));
        Assert.All(waits, static wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(150)));
        Assert.Contains(TimeSpan.FromSeconds(150), waits);
    }

    [Fact]
    public async Task Waits_OfSeveralCalls_Differ()
    {
        var waits = new HashSet<TimeSpan>();
        for (int i = 0; i < 5; i++)
            waits.UnionWith(await WaitsAsync(retries: 1, TimeSpan.FromHours(1)));
        Assert.True(waits.Count > 1, "All waits are the same.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delay_OfAnAttempt_IsTheWaitBeforeIt(bool stream)
    {
        _emulator.Enqueue(Reply.Disconnect(), Reply.Text("one"));
        using ChatCompletionsClient client = Client(new() { RetryDelay = Middle });
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static due => due < TimeSpan.FromSeconds(9));

        Task<ChatCompletion> call = client.CallAsync(stream, _token);
        TimeSpan wait = await waiting.WaitAsync(_token);
        _clock.Advance(wait);

        ChatCompletion answer = await call.WaitAsync(_token);
        Assert.Equal([TimeSpan.Zero, wait], answer.Call!.Attempts.Select(static attempt => attempt.Delay));
        Assert.Equal(wait, answer.Call.TimeToHeaders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_DuringAWait_EndsTheCallAtOnceWithItsToken(bool stream)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        _emulator.Enqueue(Reply.Disconnect());
        using ChatCompletionsClient client = Client(new() { RetryDelay = Middle });
        Task waiting = _clock.WhenTimerStarts(static due => due < TimeSpan.FromSeconds(9));

        Task<ChatCompletion> call = client.CallAsync(stream, cancellation.Token);
        await waiting.WaitAsync(_token);
        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timeout_DuringAWait_EndsTheCallWithTheAttempts(bool stream)
    {
        _emulator.Enqueue(Reply.Error(503, "No."));
        using ChatCompletionsClient client = Client(
            new() { RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) }, TimeSpan.FromSeconds(7));
        // The one that is longer than all limits.
        Task waiting = _clock.WhenTimerStarts(static due => due > TimeSpan.FromSeconds(11));

        Task<ChatCompletion> call = client.CallAsync(stream, _token);
        await waiting.WaitAsync(_token);
        _clock.Advance(TimeSpan.FromSeconds(7));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal((TimeoutKind.Total, TimeSpan.FromSeconds(7)), (e.Kind, e.Limit));
        Assert.Equal("openai did not complete the response within 00:00:07; received so far: nothing.", e.Message);
        Assert.Equal((503, nameof(MiniMaxServerException)), (Assert.Single(e.Attempts).StatusCode, e.Attempts[0].Error));
        Assert.Single(_emulator.Requests);
    }

    [Fact]
    public async Task Timeout_ThatIsOver_IsNotTriedAgain()
    {
        _emulator.Enqueue(Reply.Text("never").Stall());
        using ChatCompletionsClient client = Client(new() { RetryDelay = TimeSpan.Zero }, TimeSpan.FromSeconds(7));
        Task<ChatCompletion> call = client.CallAsync(stream: false, _token);
        await _emulator.WaitForRequestAsync(_token);

        _clock.Advance(TimeSpan.FromSeconds(7));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal(TimeoutKind.Total, e.Kind);
        Assert.Single(e.Attempts);
        Assert.Single(_emulator.Requests);
    }

    [Fact]
    public async Task Log_OfARetry_TellsProviderAttemptFailureAndWait()
    {
        var log = new RecordingLoggerFactory();
        _emulator.Enqueue(Reply.Error(503, "No."), Reply.Error(429, "No."), Reply.Text("one"));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(
            new() { Resilience = ResilientClient.ImmediateRetries, LoggerFactory = log }, "runapi");

        await client.CallAsync(stream: false, _token);

        Assert.Equal(
            [
                "Warning: runapi: attempt 1 failed with MiniMaxServerException; retrying in 00:00:00.",
                "Warning: runapi: attempt 2 failed with MiniMaxRateLimitException; retrying in 00:00:00.",
            ],
            log.Messages);
    }

    private ChatCompletionsClient Client(ResilienceOptions resilience, TimeSpan? timeout = null) => _emulator.CreateResilientClient(new()
    {
        Resilience = resilience,
        Timeout = timeout ?? Timeout.InfiniteTimeSpan,
        HeadersTimeout = TimeSpan.FromSeconds(9),
        FirstTokenTimeout = TimeSpan.FromSeconds(10),
        IdleTimeout = TimeSpan.FromSeconds(11),
        TimeProvider = _clock,
    });

    /// <summary>The waits of a call whose every attempt fails.</summary>
    private async Task<IReadOnlyList<TimeSpan>> WaitsAsync(int retries, TimeSpan longest)
    {
        // Connections that break leave no body to wait for: every timer is that of a back-off.
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Disconnect(), retries + 1)]);
        using ChatCompletionsClient client = Client(
            new() { MaxRetryAttempts = retries, RetryDelay = Middle, MaxRetryDelay = longest, CircuitBreaker = null });
        var waits = new List<TimeSpan>();
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static _ => true);
        Task<ChatCompletion> call = client.CallAsync(stream: false, _token);
        while (waits.Count < retries)
        {
            TimeSpan wait = await waiting.WaitAsync(_token);
            waits.Add(wait);
            waiting = _clock.WhenTimerStarts(static _ => true);
            _clock.Advance(wait);
        }

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => call.WaitAsync(_token));
        Assert.Equal(waits, e.Attempts.Skip(1).Select(static attempt => attempt.Delay));
        return waits;
    }
}
