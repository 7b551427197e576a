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

    /// <summary>What is left of a limit since a timestamp of the clock; the longest time where there is no limit.</summary>
    public static TimeSpan TimeLeft(this TimeProvider clock, TimeSpan limit, long start) =>
        limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : limit - clock.GetElapsedTime(start);

    /// <summary>A task that ends when the time is over, or cancelled.</summary>
    public static Task Delay(this TimeProvider clock, TimeSpan time, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        TimeProviderTaskExtensions.Delay(clock, time, cancellationToken);
#else
        Task.Delay(time, clock, cancellationToken);
#endif
}
