using MiniMaxClient.Bulk;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests of requests that are rejected for lack of capacity: delay, lower concurrency, requeue.</summary>
public sealed class AdaptiveConcurrencyLimitTests
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(7);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly PendingCalls _calls = new();
    private readonly RecordedProgress _progress = new();

    public static TheoryData<MiniMaxException, bool> Failures { get; } = new()
    {
        { new MiniMaxRateLimitException("Rate limit."), true },
        { new MiniMaxServerException("Circuit open."), true },
        { new MiniMaxServerException("Busy.") { StatusCode = 503 }, true },
        { new MiniMaxServerException("Busy.") { StatusCode = 529 }, true },
        { new MiniMaxServerException("Busy.") { StatusCode = 200, ProviderCode = "overloaded_error" }, true },
        { new MiniMaxServerException("Later.") { StatusCode = 500, RetryAfter = RetryAfter }, true },
        { new MiniMaxServerException("Broken.") { StatusCode = 500 }, false },
        { new MiniMaxServerException("Broken.") { StatusCode = 503, IsPermanent = true }, false },
        // The whole timeout was spent waiting for a limiter, or part of it.
        { new MiniMaxTimeoutException("Too late.") { Kind = TimeoutKind.Total }, true },
        { new MiniMaxTimeoutException("Too late.") { Kind = TimeoutKind.Total, Attempts = [new() { Provider = "openai" }] }, false },
        { new MiniMaxTimeoutException("Too late.") { Kind = TimeoutKind.External }, false },
        { new MiniMaxConnectionException("Unreachable."), false },
        { new MiniMaxInsufficientCreditsException("No credits.") { RetryAfter = RetryAfter }, false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task CompleteManyAsync_LackOfCapacity_RequeuesTheRequest(MiniMaxException failure, bool isRequeued)
    {
        int callCount = 0;
        var client = new StubClient((number, _) => ++callCount == 1
            ? throw failure
            : Task.FromResult(StubClient.CreateCompletion(number)));
        Task timer = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero);
        Task<List<BulkResult>> run = RunAsync(client, 1, new() { TimeProvider = _clock });
        // A call that only waited is no rejection, and is sent again without a pause.
        if (isRequeued && failure is not MiniMaxTimeoutException)
        {
            await timer.WaitAsync(_token);
            _clock.Advance(RetryAfter);
        }

        BulkResult result = Assert.Single(await run.WaitAsync(_token));
        Assert.Equal(isRequeued ? (1, null) : (0, failure), (result.Requeues, result.Error));
        Assert.Equal(isRequeued ? 2 : 1, callCount);
    }

    [Fact]
    public async Task CompleteManyAsync_ConcurrentRejections_CountOnceAndPauseTheRun()
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task<List<BulkResult>> run = RunAsync(client, 40, CreateOptions(8));
        await _calls.WaitForCallsAsync(8, _token);
        Task timer = _clock.WhenTimerStarts(RetryAfter);
        for (int i = 0; i < 8; i++)
            _calls.CompleteCall(0, new MiniMaxRateLimitException("Rate limit.") { RetryAfter = RetryAfter });
        await timer.WaitAsync(_token);
        await _progress.WaitForAsync(static report => report.Requeued == 8, _token);

        _clock.Advance(RetryAfter - TimeSpan.FromTicks(1));
        Assert.Equal((0, 8), (client.Running, client.RequestedNumbers.Count));
        Assert.Equal((4, 0, RetryAfter), (_progress.Last.Concurrency, _progress.Last.Running, _progress.Last.RateLimitDelay));

        _clock.Advance(TimeSpan.FromTicks(1));
        await _calls.WaitForCallsAsync(4, _token);
        Assert.Equal(4, client.Running);
        for (int i = 0; i < 40; i++)
        {
            _calls.CompleteCall(0);
            if (i < 36)
                await _calls.WaitForCallsAsync(1, _token);
        }

        List<BulkResult> results = await run.WaitAsync(_token);
        Assert.Equal((40, 8), (results.Count, results.Sum(static result => result.Requeues)));
    }

    [Fact]
    public async Task CompleteManyAsync_SuccessesAfterARejection_IncreaseTheConcurrencyToItsMaximum()
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task<List<BulkResult>> run = RunAsync(client, 200, CreateOptions(8));
        await _calls.WaitForCallsAsync(8, _token);
        Task timer = _clock.WhenTimerStarts(TimeSpan.FromSeconds(1));
        _calls.CompleteCall(0, new MiniMaxRateLimitException("Rate limit."));
        await timer.WaitAsync(_token);
        // Successes of calls that started before the rejection do not increase the concurrency.
        for (int i = 0; i < 7; i++)
            _calls.CompleteCall(0);
        await _progress.WaitForAsync(static report => report.Succeeded == 7, _token);
        Assert.Equal(4, _progress.Last.Concurrency);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var concurrencies = new List<int>();
        await _calls.WaitForCallsAsync(4, _token);
        for (int succeeded = 8; succeeded <= 40; succeeded++)
        {
            _calls.CompleteCall(0);
            await _progress.WaitForAsync(report => report.Succeeded == succeeded, _token);
            if (concurrencies.LastOrDefault(4) != _progress.Last.Concurrency)
            {
                concurrencies.Add(_progress.Last.Concurrency);
                await _calls.WaitForCallsAsync(1, _token);
            }

            await _calls.WaitForCallsAsync(1, _token);
        }

        Assert.Equal([5, 6, 7, 8], concurrencies);
        Assert.Equal((8, 8), (client.Running, client.MaxRunning));
        for (int i = 0; i < 160; i++)
        {
            _calls.CompleteCall(0);
            if (i < 152)
                await _calls.WaitForCallsAsync(1, _token);
        }

        Assert.Equal(200, (await run.WaitAsync(_token)).Count);
    }

    [Fact]
    public async Task CompleteManyAsync_RepeatedRejections_DoubleTheDelayUntilMaxRequeues()
    {
        var client = new StubClient((_, _) => throw new MiniMaxRateLimitException("Rate limit."));
        TimeSpan[] delays = [.. ((int[])[2, 4, 8, 10, 10]).Select(static seconds => TimeSpan.FromSeconds(seconds))];
        Task<TimeSpan> timer = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero);
        Task<List<BulkResult>> run = RunAsync(client, 1, CreateOptions(4) with
        {
            MaxRequeues = 5, RateLimitDelay = TimeSpan.FromSeconds(2), MaxRateLimitDelay = TimeSpan.FromSeconds(10),
        });
        foreach (TimeSpan delay in delays)
        {
            Assert.Equal(delay, await timer.WaitAsync(_token));
            timer = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero);
            _clock.Advance(delay);
        }

        BulkResult result = Assert.Single(await run.WaitAsync(_token));
        Assert.IsType<MiniMaxRateLimitException>(result.Error);
        Assert.Equal((5, 6), (result.Requeues, client.RequestedNumbers.Count));
    }

    [Fact]
    public async Task CompleteManyAsync_RetryAfterAboveTheMaximum_WaitsForTheMaximum()
    {
        int callCount = 0;
        var client = new StubClient((number, _) => ++callCount == 1
            ? throw new MiniMaxRateLimitException("Rate limit.") { RetryAfter = TimeSpan.FromDays(30) }
            : Task.FromResult(StubClient.CreateCompletion(number)));
        Task timer = _clock.WhenTimerStarts(TimeSpan.FromMinutes(5));
        Task<List<BulkResult>> run = RunAsync(client, 1, CreateOptions(4));
        await timer.WaitAsync(_token);

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.NotNull(Assert.Single(await run.WaitAsync(_token)).Completion);
    }

    [Fact]
    public async Task CompleteManyAsync_CanceledDuringTheDelay_EndsTheRun()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var client = new StubClient((_, _) => throw new MiniMaxRateLimitException("Rate limit.") { RetryAfter = RetryAfter });
        Task timer = _clock.WhenTimerStarts(RetryAfter);
        Task<List<BulkResult>> run = RunAsync(client, 100, CreateOptions(4), source.Token);
        await timer.WaitAsync(_token);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run.WaitAsync(_token));
    }

    [Fact]
    public async Task AcquireSlotAsync_ConcurrencyReached_WaitsForAReleasedSlot()
    {
        using var limit = new AdaptiveConcurrencyLimit(CreateOptions(2), _token);
        int round = await limit.AcquireSlotAsync();
        await limit.AcquireSlotAsync();
        Task<int> third = limit.AcquireSlotAsync();
        Assert.False(third.IsCompleted);
        Assert.Equal((2, 2, TimeSpan.Zero), limit.CurrentState);

        limit.ReleaseSlot(round, null);

        Assert.Equal(round, await third.WaitAsync(_token));
        Assert.Equal(2, limit.CurrentState.Running);
    }

    [Fact]
    public void ReleaseSlot_AfterARejection_HalvesTheConcurrencyAndPauses()
    {
        using var limit = new AdaptiveConcurrencyLimit(CreateOptions(8), _token);
        Task<int> slot = limit.AcquireSlotAsync();
        Assert.True(slot.IsCompletedSuccessfully);

        limit.ReleaseSlot(0, new MiniMaxRateLimitException("Rate limit.") { RetryAfter = RetryAfter });

        Assert.Equal((0, 4, RetryAfter), limit.CurrentState);
        Assert.False(limit.AcquireSlotAsync().IsCompleted);
    }

    [Fact]
    public async Task AcquireSlotAsync_Canceled_CancelsAllWaits()
    {
        using var source = new CancellationTokenSource();
        using var limit = new AdaptiveConcurrencyLimit(CreateOptions(1), source.Token);
        await limit.AcquireSlotAsync();
        Task<int> waiting = limit.AcquireSlotAsync();

        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(_token));
        Assert.True(limit.AcquireSlotAsync().IsCanceled);
    }

    private BulkOptions CreateOptions(int concurrency) =>
        new() { MaxConcurrency = concurrency, TimeProvider = _clock, Progress = _progress };

    private Task<List<BulkResult>> RunAsync(
        StubClient client, int count, BulkOptions options, CancellationToken? cancellationToken = null) => Task.Run(
        () => client.CompleteManyAsync(StubClient.CreateRequests(count), options, cancellationToken ?? _token).ReadAllAsync());
}
