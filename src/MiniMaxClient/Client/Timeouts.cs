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

    /// <summary>Cancels a source without running the callbacks and continuations of others on this thread.</summary>
    /// <remarks>One that blocks would hold up whatever else ends with the caller's token or with the client.</remarks>
    public static void CancelInBackground(this CancellationTokenSource source) => _ = CancelQuietlyAsync(source);

    private static async Task CancelQuietlyAsync(CancellationTokenSource source)
    {
        try
        {
#if NETSTANDARD2_0
            await Task.Run(source.Cancel).ConfigureAwait(false);
#else
            await source.CancelAsync().ConfigureAwait(false);
#endif
        }
        catch (Exception)
        {
            // What a callback of the app's throws has no bearing on the end of the call.
        }
    }

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
