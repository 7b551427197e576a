namespace MiniMaxClient.Bulk;

/// <summary>Estimates the remaining time of a run from the rate of its recent results.</summary>
/// <remarks>
/// The rate is that of the last five minutes, or of the last results, one for each concurrent call, if fewer came in that
/// time. Pauses after a rate-limit rejection are part of this time, because they recur at the same request rate.
/// </remarks>
/// <param name="maxConcurrency">The maximum number of concurrent calls.</param>
internal sealed class RemainingTimeEstimator(int maxConcurrency)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    // One checkpoint per second bounds the memory and, for a long window, changes the rate by a fraction only.
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);

    private readonly Queue<(TimeSpan Elapsed, long ResultCount)> _checkpoints = new();
    private (TimeSpan Elapsed, long ResultCount) _windowStart;
    private TimeSpan _lastCheckpoint;

    /// <summary>Records the number of results at a time since the start of the run.</summary>
    public void RecordResults(long resultCount, TimeSpan elapsed)
    {
        if (elapsed - _lastCheckpoint >= CheckpointInterval)
        {
            _checkpoints.Enqueue((elapsed, resultCount));
            _lastCheckpoint = elapsed;
        }

        while (_checkpoints.Count > 0 && elapsed - _checkpoints.Peek().Elapsed >= Window
            && resultCount - _checkpoints.Peek().ResultCount >= maxConcurrency)
            _windowStart = _checkpoints.Dequeue();
    }

    /// <summary>Estimates the remaining time; null if it is unknown.</summary>
    /// <param name="total">The number of requests; null if it is unknown.</param>
    /// <param name="resultCount">The number of results.</param>
    /// <param name="elapsed">The time since the start of the run.</param>
    /// <param name="pause">The remaining time for which no request is sent.</param>
    public TimeSpan? EstimateTimeLeft(long? total, long resultCount, TimeSpan elapsed, TimeSpan pause)
    {
        if (total is null || resultCount > total)
            return null;
        if (resultCount == total)
            return TimeSpan.Zero;
        TimeSpan time = elapsed - _windowStart.Elapsed;
        long count = resultCount - _windowStart.ResultCount;
        // Before each of the concurrent calls had time for a result, a rate would be that of a single call. Half of a small run
        // is enough: most of its calls run at once.
        if (resultCount < Math.Min(maxConcurrency, total.Value / 2) || count <= 0 || time <= TimeSpan.Zero)
            return null;
        double ticks = pause.Ticks + ((double)time.Ticks / count * (total.Value - resultCount));
        return ticks < TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
    }
}
