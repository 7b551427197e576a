namespace MiniMaxClient.Resilience;

/// <summary>Cancels without running code of others on the current thread.</summary>
internal static class CancellationExtensions
{
    /// <summary>Cancels a source; callbacks and continuations run on another thread.</summary>
    /// <remarks>One that blocks would delay whatever else ends with the caller's token or with the client.</remarks>
    public static void CancelInBackground(this CancellationTokenSource source) => _ = CancelIgnoringExceptionsAsync(source);

    private static async Task CancelIgnoringExceptionsAsync(CancellationTokenSource source)
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
            // An exception of the app's callback has no bearing on the end of the call.
        }
    }
}
