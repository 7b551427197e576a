using System.Threading.RateLimiting;

namespace MiniMaxClient.Resilience;

/// <summary>The permission to have one attempt in progress, until its response or stream ends.</summary>
/// <param name="concurrency">The lease of the client's concurrency limit; null for none.</param>
/// <param name="rate">The lease of the app's own limiter; null for none.</param>
internal sealed class LimiterLease(RateLimitLease? concurrency, RateLimitLease? rate) : IDisposable
{
    private int _isDisposed;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        try
        {
            concurrency?.Dispose();
        }
        finally
        {
            // The app's own may throw.
            rate?.Dispose();
        }
    }
}
