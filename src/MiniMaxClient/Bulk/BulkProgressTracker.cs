namespace MiniMaxClient.Bulk;

/// <summary>Counts the results of the requests and reports the progress.</summary>
internal sealed class BulkProgressTracker(BulkOptions options, AdaptiveConcurrencyLimit concurrencyLimit)
{
    private readonly RemainingTimeEstimator _estimator = new(options.MaxConcurrency);
    private readonly object _lock = new();
    private readonly Queue<BulkProgress> _reports = new();
    private readonly long _startTimestamp = options.TimeProvider.GetTimestamp();
    private BulkProgress _currentProgress = new();
    private bool _isReporting;

    /// <summary>Sets the number of requests before the first one, if it is known.</summary>
    public void SetTotal(long? total)
    {
        lock (_lock)
            _currentProgress = _currentProgress with { Total = total ?? _currentProgress.Total };
    }

    /// <summary>
    /// Sets the number of requests when no further one is read; returns true if the caller must call
    /// <see cref="ReportQueuedProgress"/>.
    /// </summary>
    public bool SetFinalTotal(long total)
    {
        lock (_lock)
        {
            if (_currentProgress.Total == total)
                return false;
        }

        return UpdateProgress(sum => sum with { Total = total });
    }

    /// <summary>Counts a result; returns true if the caller must call <see cref="ReportQueuedProgress"/>.</summary>
    /// <param name="error">The exception of the result; null if it succeeded.</param>
    /// <param name="responses">The responses to the request and to its corrections.</param>
    public bool CountResult(MiniMaxException? error, IReadOnlyList<ChatCompletion> responses) => UpdateProgress(sum =>
    {
        sum = sum with
        {
            Succeeded = sum.Succeeded + (error is null ? 1 : 0),
            Failed = sum.Failed + (error is null ? 0 : 1),
        };
        return responses.Aggregate(sum, static (sum, response) => sum with
        {
            PromptTokens = sum.PromptTokens + (response.Usage?.PromptTokens ?? 0),
            CompletionTokens = sum.CompletionTokens + (response.Usage?.CompletionTokens ?? 0),
            Cost = sum.Cost is { } cost && response.Cost is { } more ? cost + more : sum.Cost ?? response.Cost,
        });
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
            TimeSpan elapsed = options.TimeProvider.GetElapsedTime(_startTimestamp);
            BulkProgress progress = update(_currentProgress);
            long resultCount = progress.Succeeded + progress.Failed;
            _estimator.RecordResults(resultCount, elapsed);
            _currentProgress = progress with
            {
                Running = running,
                Concurrency = concurrency,
                RateLimitDelay = pause,
                Elapsed = elapsed,
                EstimatedTimeLeft = _estimator.EstimateTimeLeft(progress.Total, resultCount, elapsed, pause),
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
