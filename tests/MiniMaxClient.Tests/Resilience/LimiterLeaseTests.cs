using System.Threading.RateLimiting;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class LimiterLeaseTests
{
    [Fact]
    public async Task Dispose_Twice_ReleasesBothLeasesOnce()
    {
        using var first = new ConcurrencyLimiter(new() { PermitLimit = 1 });
        using var second = new CountingLimiter();
        var lease = new LimiterLease(
            await first.AcquireAsync(1, TestTimeouts.Token), await second.AcquireAsync(1, TestTimeouts.Token));
        Assert.Equal((0, 0), (first.GetStatistics()!.CurrentAvailablePermits, second.ReleaseCount));

        lease.Dispose();
        lease.Dispose();

        Assert.Equal((1, 1), (first.GetStatistics()!.CurrentAvailablePermits, second.ReleaseCount));
    }

    [Fact]
    public async Task Dispose_RateLeaseThatThrows_ReleasesTheConcurrencyLease()
    {
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1 });
        var lease = new LimiterLease(await limiter.AcquireAsync(1, TestTimeouts.Token), new ThrowingLease());

        Assert.Throws<InvalidTimeZoneException>(lease.Dispose);

        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public void Dispose_NoLeases_DoesNotThrow() => Assert.Null(Record.Exception(new LimiterLease(null, null).Dispose));

    private sealed class ThrowingLease : RateLimitLease
    {
        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new InvalidTimeZoneException();
        }
    }
}
