namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Reports the state of the queue, and estimates when all workers together have started its last request.</summary>
internal sealed class QueueMonitor(Broker broker, ProgressDisplay display)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Queue<(long Timestamp, uint Waiting)> _samples = new();

    /// <summary>Reports at intervals until the token is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await broker.TryGetQueueStateAsync(cancellationToken) is { } state)
                    display.ReportQueue(state with { EstimatedTimeLeft = EstimateTimeLeft(state.Waiting) });
                await Task.Delay(Interval, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run has ended.
        }
    }

    /// <summary>Computes the time left from the rate at which the queue became shorter; null if it did not.</summary>
    private TimeSpan? EstimateTimeLeft(uint waiting)
    {
        long now = TimeProvider.System.GetTimestamp();
        _samples.Enqueue((now, waiting));
        while (TimeProvider.System.GetElapsedTime(_samples.Peek().Timestamp, now) > Window)
            _samples.Dequeue();
        (long start, uint before) = _samples.Peek();
        return waiting < before
            ? TimeProvider.System.GetElapsedTime(start, now) / (before - waiting) * waiting
            : null;
    }
}
