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

        await client.CompleteManyAsync(
            StubClient.CreateRequests(100), new() { MaxConcurrency = 4, TimeProvider = _clock, Progress = _progress }, _token)
            .ReadAllAsync();

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

        Assert.False(tracker.CountResult(CreateResult()));
        Assert.False(tracker.CountRequeue());
    }

    [Fact]
    public void CountResult_WhileReportsAreQueued_ReturnsTrueOnlyForTheFirst()
    {
        BulkOptions options = new() { Progress = _progress, TimeProvider = _clock };
        using var limit = new AdaptiveConcurrencyLimit(options, CancellationToken.None);
        var tracker = new BulkProgressTracker(options, limit);

        Assert.True(tracker.CountResult(CreateResult()));
        Assert.False(tracker.CountRequeue());
        Assert.Empty(_progress.All);
        _clock.Advance(TimeSpan.FromSeconds(3));
        tracker.ReportQueuedProgress();
        Assert.True(tracker.CountRequeue());
        tracker.ReportQueuedProgress();

        Assert.Equal([(1L, 0L), (1L, 1L), (1L, 2L)], _progress.All.Select(static report => (report.Succeeded, report.Requeued)));
        Assert.Equal(TimeSpan.FromSeconds(3), _progress.Last.Elapsed);
    }

    private static BulkResult CreateResult() => new()
    {
        Index = 0,
        Request = StubClient.CreateRequest(0),
        Completion = StubClient.CreateCompletion(0),
    };

    private sealed class ThrowingProgress : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => throw new InvalidOperationException("No display.");
    }
}
