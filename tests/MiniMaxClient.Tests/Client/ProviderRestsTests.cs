using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class ProviderRestsTests
{
    [Fact]
    public void Rest_WhileTheWallClockIsSetBack_EndsAfterItsTime()
    {
        var clock = new SetClock();
        var rests = new ProviderRests(2, TimeSpan.FromSeconds(30), clock);
        rests.Add(0, "m", new MiniMaxServerException("Down."));
        Assert.Equal([1, 0], rests.Order("m").Order);

        clock.Inner.Advance(TimeSpan.FromSeconds(31));
        clock.Shift = TimeSpan.FromHours(-2);

        (int[] order, int awake) = rests.Order("m");
        Assert.Equal([0, 1], order);
        Assert.Equal(2, awake);
    }
}
