namespace MiniMaxClient.Resilience;

/// <summary>Limits on time that a clock drives.</summary>
internal static class Timeouts
{
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
}
