namespace MiniMaxClient.Resilience;

/// <summary>Provides extension methods for cancellation.</summary>
internal static class CancellationExtensions
{
    /// <summary>Cancels a source and runs its callbacks and continuations on another thread.</summary>
    /// <remarks>On the current thread a callback that blocks would delay the end of other calls.</remarks>
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
            // An exception of an application's callback must not change the result of the call.
        }
    }
}
