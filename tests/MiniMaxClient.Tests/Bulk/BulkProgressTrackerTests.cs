using System.Runtime.CompilerServices;
using MiniMaxClient.Bulk;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests of the progress of a run, directly and through the run.</summary>
public sealed class BulkProgressTrackerTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly RecordedProgress _progress = new();

    [Fact]
    public async Task Progress_SuccessesAndFailures_AreCountedInIncreasingReports()
    {
        var client = new StubClient((number, _) => number % 10 == 0
            ? throw new MiniMaxContentFilteredException("Filtered.")
            : Task.FromResult(StubClient.CreateCompletion(number)));

        // The count is given, because netstandard2.0 cannot count a query without enumerating it.
        BulkOptions options = new() { MaxConcurrency = 4, TotalCount = 100, TimeProvider = _clock, Progress = _progress };
        await client.CompleteManyAsync(StubClient.CreateRequests(100), options, _token).ReadAllAsync();

        BulkProgress[] reports = [.. _progress.All];
        Assert.Equal(Enumerable.Range(1, 100), reports.Select(static report => (int)(report.Succeeded + report.Failed)));
        BulkProgress last = reports[^1];
        Assert.Equal((90, 10, 180, 270), (last.Succeeded, last.Failed, last.PromptTokens, last.CompletionTokens));
        Assert.Null(last.Cost);
        Assert.Equal((4, TimeSpan.Zero), (last.Concurrency, last.Elapsed));
    }

    [Fact]
    public async Task Progress_ReportThrows_EndsTheRunAndReturnsTheResponses()
    {
        var results = new List<BulkResult>();
        var e = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            BulkOptions options = new() { Progress = new ThrowingProgress(), MaxConcurrency = 1 };
            await foreach (BulkResult result in
                new StubClient().CompleteManyAsync(ThreeRequestsThenSilence(_token), options, _token))
            {
                results.Add(result);
            }
        });
        Assert.Equal("No display.", e.Message);
        Assert.InRange(results.Count, 1, 3);
        Assert.All(results, static result => Assert.NotNull(result.Completion));

        // Without the exception the run would never end.
        static async IAsyncEnumerable<ChatCompletionRequest> ThreeRequestsThenSilence(
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (ChatCompletionRequest request in StubClient.CreateRequests(3))
                yield return request;
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }
    }

    [Fact]
    public async Task Progress_CostsBeyondTheRangeOfDecimal_ReportsTheMaximum()
    {
        const decimal huge = 50_000_000_000_000_000_000_000_000_000m;
        var client = new StubClient(static (number, _) => Task.FromResult(
            StubClient.CreateCompletion(number) with { Meta = new() { Usage = new() { UsdSpent = huge } } }));

        List<BulkResult> results = await client.CompleteManyAsync(
            StubClient.CreateRequests(3), new() { MaxConcurrency = 1, Progress = _progress }, _token).ReadAllAsync();

        Assert.Equal(3, results.Count);
        Assert.Equal(new Cost { Usd = decimal.MaxValue, Source = CostSource.Reported }, _progress.Last.Cost);
    }

    [Fact]
    public void CountResult_WithoutProgress_ReturnsFalse()
    {
        using var limit = new AdaptiveConcurrencyLimit(new(), CancellationToken.None);
        var tracker = new BulkProgressTracker(new(), limit);

        Assert.False(CountResult(tracker));
        Assert.False(tracker.CountRequeue());
    }

    [Fact]
    public void CountResult_WhileReportsAreQueued_ReturnsTrueOnlyForTheFirst()
    {
        BulkOptions options = new() { Progress = _progress, TimeProvider = _clock };
        using var limit = new AdaptiveConcurrencyLimit(options, CancellationToken.None);
        var tracker = new BulkProgressTracker(options, limit);

        Assert.True(CountResult(tracker));
        Assert.False(tracker.CountRequeue());
        Assert.Empty(_progress.All);
        _clock.Advance(TimeSpan.FromSeconds(3));
        tracker.ReportQueuedProgress();
        Assert.True(tracker.CountRequeue());
        tracker.ReportQueuedProgress();

        Assert.Equal([(1L, 0L), (1L, 1L), (1L, 2L)], _progress.All.Select(static report => (report.Succeeded, report.Requeued)));
        Assert.Equal(TimeSpan.FromSeconds(3), _progress.Last.Elapsed);
    }

    [Fact]
    public void SetTotal_Known_IsReportedWithTheEstimatedTimeLeft()
    {
        BulkOptions options = new() { Progress = _progress, TimeProvider = _clock, MaxConcurrency = 2 };
        using var limit = new AdaptiveConcurrencyLimit(options, CancellationToken.None);
        var tracker = new BulkProgressTracker(options, limit);
        CountResult(tracker);
        tracker.SetTotal(null);
        tracker.SetTotal(4);
        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            CountResult(tracker);
        }

        tracker.ReportQueuedProgress();

        Assert.Equal([null, 4L, 4L, 4L], _progress.All.Select(static report => report.Total));
        Assert.Equal([null, 3, 2, 0.0], _progress.All.Select(static report => report.EstimatedTimeLeft?.TotalSeconds));
    }

    [Fact]
    public async Task Progress_RateLimitPause_IsPartOfTheEstimatedTimeLeft()
    {
        int rejections = 0;
        var client = new StubClient((number, _) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return number == 5 && rejections++ == 0
                ? throw new MiniMaxRateLimitException("Too many requests.") { RetryAfter = TimeSpan.FromSeconds(30) }
                : Task.FromResult(StubClient.CreateCompletion(number));
        });
        Task pause = _clock.WhenTimerStarts(TimeSpan.FromSeconds(30));
        Task run = client.CompleteManyAsync(
            StubClient.CreateRequests(10), new() { MaxConcurrency = 1, TotalCount = 10, TimeProvider = _clock, Progress = _progress }, _token)
            .ReadAllAsync();
        await pause.WaitAsync(_token);
        await _progress.WaitForAsync(static report => report.Requeued == 1, _token);

        // Five results in six seconds, the rejected call included.
        Assert.Equal(TimeSpan.FromSeconds(30 + (5 * 6 / 5.0)), _progress.Last.EstimatedTimeLeft);
        _clock.Advance(TimeSpan.FromSeconds(30));
        await run.WaitAsync(_token);
        Assert.Equal(TimeSpan.Zero, _progress.Last.EstimatedTimeLeft);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Progress_TotalCountIsWrong_IsNeverNegative(long totalCount)
    {
        var client = new StubClient((number, _) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(StubClient.CreateCompletion(number));
        });
        BulkOptions options = new()
        {
            MaxConcurrency = 1, TotalCount = totalCount, TimeProvider = _clock, Progress = _progress,
        };

        await client.CompleteManyAsync(CreateRequests(), options, _token).ReadAllAsync();

        Assert.All(_progress.All, static report => Assert.True(report.EstimatedTimeLeft is null || report.EstimatedTimeLeft >= TimeSpan.Zero));
        Assert.All(_progress.All.Take(5), report => Assert.Equal(totalCount, report.Total));
        Assert.Equal((10, TimeSpan.Zero), (_progress.Last.Total, _progress.Last.EstimatedTimeLeft));

        static IEnumerable<ChatCompletionRequest> CreateRequests()
        {
            foreach (ChatCompletionRequest request in StubClient.CreateRequests(10))
                yield return request;
        }
    }

    [Fact]
    public void SetFinalTotal_Known_IsReportedOnlyIfItChanges()
    {
        BulkOptions options = new() { Progress = _progress, TimeProvider = _clock };
        using var limit = new AdaptiveConcurrencyLimit(options, CancellationToken.None);
        var tracker = new BulkProgressTracker(options, limit);
        tracker.SetTotal(2);
        CountResult(tracker);
        tracker.ReportQueuedProgress();

        Assert.False(tracker.SetFinalTotal(2));
        Assert.True(tracker.SetFinalTotal(1));
        tracker.ReportQueuedProgress();

        Assert.Equal([2L, 1L], _progress.All.Select(static report => report.Total));
        Assert.Equal(TimeSpan.Zero, _progress.Last.EstimatedTimeLeft);
    }

    [Fact]
    public async Task Progress_InputEndsAfterTheLastResult_ReportsTheTotal()
    {
        // With one pending result, the end of the input is read after the last result was consumed.
        BulkOptions options = new() { MaxPendingResults = 1, Progress = _progress };

        await new StubClient().CompleteManyAsync(ToAsync(StubClient.CreateRequests(3)), options, _token).ReadAllAsync();

        Assert.Equal([(1, null), (2, null), (3, null), (3, 3L)], _progress.All.Select(static report => (report.Succeeded, report.Total)));
        Assert.Equal(TimeSpan.Zero, _progress.Last.EstimatedTimeLeft);
    }

    [Fact]
    public async Task Progress_InputIsStopped_CountsOnlyTheRequestsThatWereSent()
    {
        var client = new StubClient(static (number, _) => number == 4
            ? throw new MiniMaxBudgetException("The spend limit is reached.")
            : Task.FromResult(StubClient.CreateCompletion(number)));
        BulkOptions options = new() { MaxConcurrency = 1, TotalCount = 100, Progress = _progress };

        await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => client.CompleteManyAsync(StubClient.CreateRequests(100), options, _token).ReadAllAsync());

        Assert.Equal(_progress.Last.Succeeded + _progress.Last.Failed, _progress.Last.Total);
        Assert.InRange(_progress.Last.Total!.Value, 5, 6);
        Assert.Equal((1, TimeSpan.Zero), (_progress.Last.Failed, _progress.Last.EstimatedTimeLeft));
    }

    private static async IAsyncEnumerable<ChatCompletionRequest> ToAsync(IEnumerable<ChatCompletionRequest> requests)
    {
        foreach (ChatCompletionRequest request in requests)
            yield return request;
    }

    private static bool CountResult(BulkProgressTracker tracker) => tracker.CountResult(null, [StubClient.CreateCompletion(0)]);

    private sealed class ThrowingProgress : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => throw new InvalidOperationException("No display.");
    }
}
