using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>A rate limiter that counts acquired and released leases.</summary>
/// <param name="rejections">The Retry-After of each initial rejection; null for a rejection without one.</param>
internal sealed class CountingLimiter(params TimeSpan?[] rejections) : RateLimiter
{
    private readonly ConcurrentQueue<TimeSpan?> _rejections = new(rejections);
    private int _acquireCount;
    private int _releaseCount;

    /// <summary>Gets the number of acquisitions, including rejected ones.</summary>
    public int AcquireCount => _acquireCount;

    /// <summary>Gets the number of disposed leases.</summary>
    public int ReleaseCount => _releaseCount;

    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount) =>
        throw new NotSupportedException("The client acquires permits asynchronously.");

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        Assert.Equal(1, permitCount);
        Interlocked.Increment(ref _acquireCount);
        bool isRejected = _rejections.TryDequeue(out TimeSpan? wait);
        return new(new Lease(this, !isRejected, wait));
    }

    private sealed class Lease(CountingLimiter limiter, bool isAcquired, TimeSpan? wait) : RateLimitLease
    {
        private int _isDisposed;

        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => wait is null ? [] : [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? wait : null;
            return metadata is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
                Interlocked.Increment(ref limiter._releaseCount);
            base.Dispose(disposing);
        }
    }
}
