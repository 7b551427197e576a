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

    /// <summary>A task that ends when the time is over, or cancelled.</summary>
    public static Task Delay(this TimeProvider clock, TimeSpan time, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        TimeProviderTaskExtensions.Delay(clock, time, cancellationToken);
#else
        Task.Delay(time, clock, cancellationToken);
#endif
}
