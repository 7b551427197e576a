using System.Threading.RateLimiting;

namespace MiniMaxClient.Resilience;

/// <summary>Represents the leases of one attempt, which are held until its response or stream ends.</summary>
/// <param name="concurrencyLease">The lease of the client's concurrency limiter; null for none.</param>
/// <param name="rateLease">The lease of the application's rate limiter; null for none.</param>
internal sealed class LimiterLease(RateLimitLease? concurrencyLease, RateLimitLease? rateLease) : IDisposable
{
    private int _isDisposed;

    /// <summary>Gets the lease of a <see cref="ModelRateLimiter"/>; null for another limiter.</summary>
    public ModelRateLease? ModelLease => rateLease as ModelRateLease;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        try
        {
            concurrencyLease?.Dispose();
        }
        finally
        {
            rateLease?.Dispose();
        }
    }
}
