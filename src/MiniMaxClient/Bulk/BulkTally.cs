namespace MiniMaxClient.Bulk;

/// <summary>Counts what became of the requests, and tells it.</summary>
internal sealed class BulkTally(BulkOptions options, AdaptiveLimit limit)
{
    private readonly object _lock = new();
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private BulkProgress _sum = new();

    public void Count(BulkResult result) => Tell(sum => sum with
    {
        Succeeded = sum.Succeeded + (result.Error is null ? 1 : 0),
        Failed = sum.Failed + (result.Error is null ? 0 : 1),
        PromptTokens = sum.PromptTokens + (result.Completion?.Usage?.PromptTokens ?? 0),
        CompletionTokens = sum.CompletionTokens + (result.Completion?.Usage?.CompletionTokens ?? 0),
        Cost = sum.Cost is { } cost && result.Completion?.Cost is { } more ? cost + more : sum.Cost ?? result.Completion?.Cost,
    });

    public void CountRequeue() => Tell(static sum => sum with { Requeued = sum.Requeued + 1 });

    // Within the lock, so that what is told never goes back.
    private void Tell(Func<BulkProgress, BulkProgress> add)
    {
        if (options.Progress is not { } progress)
            return;
        lock (_lock)
        {
            (int running, int concurrency, TimeSpan pause) = limit.State;
            _sum = add(_sum) with
            {
                Running = running,
                Concurrency = concurrency,
                Pause = pause,
                Elapsed = options.TimeProvider.GetElapsedTime(_start),
            };
            progress.Report(_sum);
        }
    }
}
