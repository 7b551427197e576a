namespace MiniMaxClient.Client;

/// <summary>Limits on time that a clock drives.</summary>
internal static class Timeouts
{
    /// <summary>A source that is cancelled once the limit is over.</summary>
    public static CancellationTokenSource CreateTimeout(this TimeProvider clock, TimeSpan limit) =>
#if NETSTANDARD2_0
        clock.CreateCancellationTokenSource(limit);
#else
        new(limit, clock);
#endif
}
