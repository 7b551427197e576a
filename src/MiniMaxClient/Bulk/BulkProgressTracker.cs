namespace MiniMaxClient.Bulk;

/// <summary>Counts the results of the requests and reports the progress.</summary>
internal sealed class BulkProgressTracker(BulkOptions options, AdaptiveConcurrencyLimit concurrencyLimit)
{
    private readonly object _lock = new();
    private readonly Queue<BulkProgress> _reports = new();
    private readonly long _startTimestamp = options.TimeProvider.GetTimestamp();
    private BulkProgress _currentProgress = new();
    private bool _isReporting;

    /// <summary>Counts a result; returns true if the caller must call <see cref="ReportQueuedProgress"/>.</summary>
    public bool CountResult(BulkResult result) => UpdateProgress(sum => sum with
    {
        Succeeded = sum.Succeeded + (result.Error is null ? 1 : 0),
        Failed = sum.Failed + (result.Error is null ? 0 : 1),
        PromptTokens = sum.PromptTokens + (result.Completion?.Usage?.PromptTokens ?? 0),
        CompletionTokens = sum.CompletionTokens + (result.Completion?.Usage?.CompletionTokens ?? 0),
        Cost = sum.Cost is { } cost && result.Completion?.Cost is { } more ? cost + more : sum.Cost ?? result.Completion?.Cost,
    });

    /// <summary>Counts a requeued request; returns true if the caller must call <see cref="ReportQueuedProgress"/>.</summary>
    public bool CountRequeue() => UpdateProgress(static sum => sum with { Requeued = sum.Requeued + 1 });

    /// <summary>Reports the queued progress sequentially until the queue is empty.</summary>
    public void ReportQueuedProgress()
    {
        while (DequeueReport() is { } report)
            options.Progress!.Report(report);
    }

    private bool UpdateProgress(Func<BulkProgress, BulkProgress> update)
    {
        if (options.Progress is null)
            return false;
        lock (_lock)
        {
            (int running, int concurrency, TimeSpan pause) = concurrencyLimit.CurrentState;
            _currentProgress = update(_currentProgress) with
            {
                Running = running,
                Concurrency = concurrency,
                RateLimitDelay = pause,
                Elapsed = options.TimeProvider.GetElapsedTime(_startTimestamp),
            };
            _reports.Enqueue(_currentProgress);
            if (_isReporting)
                return false;
            _isReporting = true;
            return true;
        }
    }

    private BulkProgress? DequeueReport()
    {
        lock (_lock)
        {
            if (_reports.Count > 0)
                return _reports.Dequeue();
            _isReporting = false;
            return null;
        }
    }
}
