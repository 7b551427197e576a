namespace MiniMaxClient.Bulk;

/// <summary>Counts what became of the requests, and reports it.</summary>
internal sealed class BulkTally(BulkOptions options, AdaptiveLimit limit)
{
    private readonly object _lock = new();
    private readonly Queue<BulkProgress> _reports = new();
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private BulkProgress _sum = new();
    private bool _isReporting;

    /// <summary>Counts a result; true when <see cref="Report"/> is to be called.</summary>
    public bool Count(BulkResult result) => Add(sum => sum with
    {
        Succeeded = sum.Succeeded + (result.Error is null ? 1 : 0),
        Failed = sum.Failed + (result.Error is null ? 0 : 1),
        PromptTokens = sum.PromptTokens + (result.Completion?.Usage?.PromptTokens ?? 0),
        CompletionTokens = sum.CompletionTokens + (result.Completion?.Usage?.CompletionTokens ?? 0),
        Cost = sum.Cost is { } cost && result.Completion?.Cost is { } more ? cost + more : sum.Cost ?? result.Completion?.Cost,
    });

    /// <summary>Counts a request that was put back; true when <see cref="Report"/> is to be called.</summary>
    public bool CountRequeue() => Add(static sum => sum with { Requeued = sum.Requeued + 1 });

    /// <summary>Reports what was counted, one after the other, until there is nothing more.</summary>
    public void Report()
    {
        while (NextReport() is { } report)
            options.Progress!.Report(report);
    }

    private bool Add(Func<BulkProgress, BulkProgress> add)
    {
        if (options.Progress is null)
            return false;
        lock (_lock)
        {
            (int running, int concurrency, TimeSpan pause) = limit.State;
            _sum = add(_sum) with
            {
                Running = running,
                Concurrency = concurrency,
                RateLimitDelay = pause,
                Elapsed = options.TimeProvider.GetElapsedTime(_start),
            };
            _reports.Enqueue(_sum);
            if (_isReporting)
                return false;
            _isReporting = true;
            return true;
        }
    }

    private BulkProgress? NextReport()
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
