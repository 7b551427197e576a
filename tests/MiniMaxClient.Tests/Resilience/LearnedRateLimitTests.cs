using MiniMaxClient.Resilience;

namespace MiniMaxClient.Tests.Resilience;

public sealed class LearnedRateLimitTests
{
    private readonly LearnedRateLimit _limit = new();

    [Fact]
    public void GetValue_NothingLearned_IsNull() => Assert.Null(_limit.GetValue(TimeSpan.FromDays(1)));

    [Fact]
    public void Lower_ConcurrentRejections_KeepsTheLowest()
    {
        _limit.Lower(59, TimeSpan.Zero);
        _limit.Lower(58, TimeSpan.Zero);
        _limit.Lower(70, TimeSpan.Zero);

        Assert.Equal(58, _limit.GetValue(TimeSpan.Zero));
    }

    [Fact]
    public void Lower_NothingAccepted_IsOne()
    {
        _limit.Lower(0, TimeSpan.Zero);

        Assert.Equal(1, _limit.GetValue(TimeSpan.Zero));
    }

    [Theory]
    [InlineData(200, 220)]
    [InlineData(3, 4)]
    public void GetValue_MinuteWithoutRejection_IsRaisedByATenthAndAtLeastByOne(int learned, int raised)
    {
        _limit.Lower(learned, TimeSpan.Zero);

        Assert.Equal(learned, _limit.GetValue(TimeSpan.FromSeconds(59)));
        Assert.Equal(raised, _limit.GetValue(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Lower_RaiseIsRejected_DoublesTheTimeToTheNextRaiseUpToAnHour()
    {
        TimeSpan now = TimeSpan.Zero;
        List<double> minutes = [];
        for (int i = 0; i < 9; i++)
        {
            _limit.Lower(200, now);
            TimeSpan start = now;
            while (_limit.GetValue(now) == 200)
                now += TimeSpan.FromMinutes(1);
            minutes.Add((now - start).TotalMinutes);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], minutes);
    }

    [Fact]
    public void GetValue_TwoRaisesWithoutRejection_RaisesEachMinuteAgain()
    {
        _limit.Lower(10, TimeSpan.Zero);
        _limit.GetValue(TimeSpan.FromMinutes(1));
        _limit.Lower(10, TimeSpan.FromMinutes(1));

        Assert.Equal(10, _limit.GetValue(TimeSpan.FromMinutes(2)));
        Assert.Equal(11, _limit.GetValue(TimeSpan.FromMinutes(3)));
        Assert.Equal(12, _limit.GetValue(TimeSpan.FromMinutes(5)));
        Assert.Equal(13, _limit.GetValue(TimeSpan.FromMinutes(6)));
    }

    [Fact]
    public void GetValue_LongWithoutRejection_IsForgotten()
    {
        _limit.Lower(200, TimeSpan.Zero);

        Assert.Null(_limit.GetValue(TimeSpan.FromDays(1)));
    }
}
