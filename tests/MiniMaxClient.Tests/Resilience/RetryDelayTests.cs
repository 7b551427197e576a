using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The delays between attempts.</summary>
public sealed class RetryDelayTests : IAsyncLifetime
{
    private static readonly TimeSpan MedianDelay = TimeSpan.FromSeconds(100);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task RetryDelay_SeveralRetries_Doubles()
    {
        IReadOnlyList<TimeSpan> waits = await GetRetryDelaysAsync(retries: 6, TimeSpan.FromHours(1));

        // Polly's decorrelated jitter: the sum of the first n delays is about 2^n times the median delay.
        TimeSpan sum = TimeSpan.Zero;
        for (int i = 0; i < waits.Count; i++)
        {
            sum += waits[i];
            Assert.InRange(sum, i == 0 ? TimeSpan.Zero : MedianDelay * Math.Pow(2, i) / 1.5, MedianDelay * Math.Pow(2, i + 1) / 1.4);
        }
    }

    [Fact]
    public async Task RetryDelay_SeveralRetries_NeverExceedsMaxRetryDelay()
    {
        IReadOnlyList<TimeSpan> waits = await GetRetryDelaysAsync(retries: 10, TimeSpan.FromSeconds(150));
        Assert.All(waits, static wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(150)));
        Assert.Contains(TimeSpan.FromSeconds(150), waits);
    }

    [Fact]
    public async Task RetryDelay_SeveralCalls_HasJitter()
    {
        var waits = new HashSet<TimeSpan>();
        for (int i = 0; i < 5; i++)
            waits.UnionWith(await GetRetryDelaysAsync(retries: 1, TimeSpan.FromHours(1)));
        Assert.True(waits.Count > 1, "All delays are equal.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AttemptDelay_AfterRetry_IsTheRetryDelay(bool stream)
    {
        _emulator.Enqueue(Reply.Disconnect(), Reply.Text("one"));
        using ChatCompletionsClient client = Client(new() { RetryDelay = MedianDelay });
        Task<TimeSpan> waiting = _clock.WhenTimerStarts(static due => due < TimeSpan.FromSeconds(9));

        Task<ChatCompletion> call = client.CallAsync(stream, _token);
        TimeSpan wait = await waiting.WaitAsync(_token);
        _clock.Advance(wait);

        ChatCompletion completion = await call.WaitAsync(_token);
        Assert.Equal([TimeSpan.Zero, wait], completion.Call!.Attempts.Select(static attempt => attempt.Delay));
        Assert.Equal(wait, completion.Call.TimeToHeaders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryDelay_CallerCancels_EndsCallWithCallersToken(bool stream)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        _emulator.Enqueue(Reply.Disconnect());
        using ChatCompletionsClient client = Client(new() { RetryDelay = MedianDelay });
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
    public async Task RetryDelay_TotalTimeoutElapses_ThrowsTimeoutExceptionWithAttempts(bool stream)
    {
        _emulator.Enqueue(Reply.Error(503, "No."));
        using ChatCompletionsClient client = Client(
            new() { RetryDelay = TimeSpan.FromHours(1), MaxRetryDelay = TimeSpan.FromHours(1) }, TimeSpan.FromSeconds(7));
        // Only the retry delay is longer than all timeouts.
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
    public async Task TotalTimeout_Elapsed_IsNotRetried()
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
    public async Task Log_Retry_HasProviderAttemptExceptionAndDelay()
    {
        var log = new RecordingLoggerFactory();
        _emulator.Enqueue(Reply.Error(503, "No."), Reply.Error(429, "No."), Reply.Text("one"));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(
            new() { Resilience = ResilientClient.ImmediateRetries, LoggerFactory = log }, "runapi");

        CallInfo call = (await client.CallAsync(stream: false, _token)).Call!;

        string host = _emulator.RunApi.Authority;
        Assert.Equal(
            [
                $"Warning: runapi: attempt 1 of 3 of the call to MiniMax-M2 at {host} failed; retrying in 00:00:00. "
                + $"MiniMaxServerException: runapi failed (HTTP 503, code service_unavailable). Request {call.Attempts[0].RequestId}.",
                $"Warning: runapi: attempt 2 of 3 of the call to MiniMax-M2 at {host} failed; retrying in 00:00:00. "
                + "MiniMaxRateLimitException: runapi rejected the request because the rate limit is exceeded (HTTP 429, code rate_limit). "
                + $"Request {call.Attempts[1].RequestId}.",
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

    /// <summary>Gets the retry delays of a call whose attempts all fail.</summary>
    private async Task<IReadOnlyList<TimeSpan>> GetRetryDelaysAsync(int retries, TimeSpan longest)
    {
        // A lost connection has no body to read, so that every timer is a retry delay.
        _emulator.Enqueue([.. Enumerable.Repeat(Reply.Disconnect(), retries + 1)]);
        using ChatCompletionsClient client = Client(
            new() { MaxRetryAttempts = retries, RetryDelay = MedianDelay, MaxRetryDelay = longest, CircuitBreaker = null });
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
