using MiniMaxClient.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

public sealed class ProviderCooldownsTests
{
    [Fact]
    public void Cooldown_WhileTheWallClockIsSetBack_EndsAfterItsTime()
    {
        var clock = new AdjustableClock();
        var cooldowns = new ProviderCooldowns(2, TimeSpan.FromSeconds(30), clock);
        cooldowns.BeginCooldown(0, "m", new MiniMaxServerException("Down."));
        Assert.Equal([1, 0], cooldowns.GetProviderOrder("m").Order);

        clock.Inner.Advance(TimeSpan.FromSeconds(31));
        clock.Shift = TimeSpan.FromHours(-2);

        (int[] order, int available) = cooldowns.GetProviderOrder("m");
        Assert.Equal([0, 1], order);
        Assert.Equal(2, available);
    }
}
