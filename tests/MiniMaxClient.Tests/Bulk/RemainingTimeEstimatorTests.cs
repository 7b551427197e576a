using MiniMaxClient.Bulk;
using MiniMaxClient.Tests.Fuzz;

namespace MiniMaxClient.Tests.Bulk;

public sealed class RemainingTimeEstimatorTests
{
    private readonly RemainingTimeEstimator _estimator = new(maxConcurrency: 4);
    private long _resultCount;
    private TimeSpan _elapsed;

    [Fact]
    public void EstimateTimeLeft_TotalIsUnknown_IsNull()
    {
        AddResults(100, Seconds(1));

        Assert.Null(_estimator.EstimateTimeLeft(null, _resultCount, _elapsed, TimeSpan.Zero));
    }

    [Fact]
    public void EstimateTimeLeft_FewerResultsThanConcurrentCalls_IsNull()
    {
        AddResults(3, Seconds(1));
        Assert.Null(Estimate(100));

        AddResults(1, Seconds(1));
        Assert.Equal(Seconds(96), Estimate(100));
    }

    [Theory]
    [InlineData(16, 10)]
    [InlineData(1024, 500)]
    public void EstimateTimeLeft_FewerRequestsThanConcurrentCalls_IsKnownFromTheHalf(int maxConcurrency, int total)
    {
        var estimator = new RemainingTimeEstimator(maxConcurrency);
        TimeSpan? GetTimeLeftAfter(int resultCount)
        {
            estimator.RecordResults(resultCount, Seconds(resultCount));
            return estimator.EstimateTimeLeft(total, resultCount, Seconds(resultCount), TimeSpan.Zero);
        }

        Assert.Null(GetTimeLeftAfter((total / 2) - 1));
        Assert.Equal(Seconds(total / 2), GetTimeLeftAfter(total / 2));
        Assert.Equal(Seconds(1), GetTimeLeftAfter(total - 1));
        Assert.Equal(TimeSpan.Zero, GetTimeLeftAfter(total));
    }

    [Fact]
    public void EstimateTimeLeft_ConstantRate_IsExact()
    {
        for (int i = 0; i < 1000; i++)
        {
            AddResults(1, Seconds(2));
            if (i >= 3)
                Assert.Equal(Seconds(2 * (1000 - i - 1)), Estimate(1000));
        }
    }

    [Fact]
    public void EstimateTimeLeft_RateChanges_IsThatOfTheLastFiveMinutes()
    {
        AddResults(3600, Seconds(1));
        AddResults(30, Seconds(10));

        // By the mean since the start, which is 1.07 s for each result, it would be 64 s.
        Assert.InRange(Estimate(3690)!.Value, Seconds(590), Seconds(610));
    }

    [Fact]
    public void EstimateTimeLeft_SlowCalls_UsesAtLeastAsManyResultsAsConcurrentCalls()
    {
        AddResults(10, TimeSpan.FromMinutes(1));
        AddResults(8, TimeSpan.FromMinutes(10));

        Assert.Equal(TimeSpan.FromMinutes(20), Estimate(20));
    }

    [Fact]
    public void EstimateTimeLeft_Pause_AddsTheRestOfThePause()
    {
        AddResults(10, Seconds(1));

        Assert.Equal(Seconds(10 + 30), Estimate(20, Seconds(30)));
    }

    [Fact]
    public void EstimateTimeLeft_PausesRecur_CountsTheFutureOnes()
    {
        // 200 requests within 10 seconds, then a pause until the minute is over.
        for (int minute = 0; minute < 10; minute++)
        {
            AddResults(200, Seconds(0.05));
            _elapsed += Seconds(50);
        }

        AddResults(1, Seconds(0.05));
        Assert.InRange(Estimate(6001)!.Value, TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(21));
    }

    [Fact]
    public void EstimateTimeLeft_AllResults_IsZero()
    {
        Assert.Equal(TimeSpan.Zero, Estimate(0));
        AddResults(2, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Estimate(2, Seconds(30)));
    }

    [Fact]
    public void EstimateTimeLeft_MoreResultsThanTotal_IsNull()
    {
        AddResults(10, Seconds(1));

        Assert.Null(Estimate(9));
    }

    [Fact]
    public void EstimateTimeLeft_NoTimeHasPassed_IsNull()
    {
        AddResults(10, TimeSpan.Zero);

        Assert.Null(Estimate(20));
    }

    [Fact]
    public void EstimateTimeLeft_BeyondTheRangeOfTimeSpan_IsNull()
    {
        AddResults(10, TimeSpan.FromDays(1));

        Assert.Null(Estimate(long.MaxValue));
    }

    [Fact]
    public void EstimateTimeLeft_AnyCourse_IsNeverNegative()
    {
        var random = new SeededRandom(3);
        for (int i = 0; i < 5_000; i++)
        {
            AddResults(random.Next(3), TimeSpan.FromMilliseconds(random.Next(5_000)));
            TimeSpan? left = Estimate(random.Next(10_000), TimeSpan.FromSeconds(random.Next(10)));
            Assert.True(left is null || left >= TimeSpan.Zero, $"{left}");
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private TimeSpan? Estimate(long total, TimeSpan pause = default) =>
        _estimator.EstimateTimeLeft(total, _resultCount, _elapsed, pause);

    private void AddResults(int count, TimeSpan timeOfEach)
    {
        for (int i = 0; i < count; i++)
        {
            _elapsed += timeOfEach;
            _estimator.RecordResults(++_resultCount, _elapsed);
        }
    }
}
