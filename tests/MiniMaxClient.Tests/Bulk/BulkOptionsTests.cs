using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

public sealed class BulkOptionsTests
{
    [Fact]
    public void CompleteManyAsync_OptionsOutOfRange_ThrowsNamingEachOne()
    {
        var options = new BulkOptions
        {
            MaxConcurrency = 0,
            MaxPendingResults = 0,
            MaxRequeues = -1,
            RateLimitDelay = TimeSpan.FromHours(2),
            MaxRateLimitDelay = TimeSpan.FromSeconds(-1),
            TotalCount = -1,
        };

        var e = Assert.Throws<ArgumentException>(() => new StubClient().CompleteManyAsync([], options, TestTimeouts.Token));

        Assert.Equal(
            "MaxConcurrency is 0; it must be 1 to 1024. MaxPendingResults is 0; it must be 1 to 1000000. "
            + "MaxRequeues is -1; it must be 0 to 1000. RateLimitDelay is 02:00:00; it must be zero to an hour. "
            + "MaxRateLimitDelay is -00:00:01; it must be zero to a day. "
            + "TotalCount is -1; it must be 0 or more. (Parameter 'options')",
            e.Message);
    }

    [Fact]
    public void GetProblems_LimitsOfTheRanges_AreValid()
    {
        var smallest = new BulkOptions
        {
            MaxConcurrency = 1,
            MaxPendingResults = 1,
            MaxRequeues = 0,
            RateLimitDelay = TimeSpan.Zero,
            MaxRateLimitDelay = TimeSpan.Zero,
            TotalCount = 0,
        };
        var largest = new BulkOptions
        {
            MaxConcurrency = 1024,
            MaxPendingResults = 1_000_000,
            MaxRequeues = 1000,
            RateLimitDelay = TimeSpan.FromHours(1),
            MaxRateLimitDelay = TimeSpan.FromDays(1),
            TotalCount = long.MaxValue,
        };

        Assert.Empty(smallest.GetProblems());
        Assert.Empty(largest.GetProblems());
        Assert.Empty(new BulkOptions().GetProblems());
    }

    [Theory]
    [InlineData(null, 32)]
    [InlineData(5, 5)]
    public void ResultCapacity_IsMaxPendingResultsOrFourTimesTheConcurrency(int? maxPendingResults, int expected) =>
        Assert.Equal(expected, new BulkOptions { MaxConcurrency = 8, MaxPendingResults = maxPendingResults }.ResultCapacity);
}
