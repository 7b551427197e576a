namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>The state of the queue, as the broker reports it.</summary>
/// <param name="Waiting">The number of requests that are delivered to no worker yet.</param>
/// <param name="Workers">The number of workers.</param>
internal sealed record QueueState(uint Waiting, uint Workers)
{
    /// <summary>Gets the estimated time until no request waits; null while it is unknown.</summary>
    public TimeSpan? EstimatedTimeLeft { get; init; }
}
