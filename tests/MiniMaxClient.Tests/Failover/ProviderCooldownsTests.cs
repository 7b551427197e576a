using MiniMaxClient.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

public sealed class ProviderCooldownsTests
{
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();

    [Fact]
    public void GetProviderOrder_WallClockSetBack_EndsTheCooldownByMonotonicTime()
    {
        var clock = new AdjustableClock();
        var cooldowns = new ProviderCooldowns(2, Cooldown, clock);
        cooldowns.BeginCooldown(0, "m", new MiniMaxServerException("Down."));
        Assert.Equal([1, 0], cooldowns.GetProviderOrder(["m", "m"]).Order);

        clock.Inner.Advance(TimeSpan.FromSeconds(31));
        clock.Shift = TimeSpan.FromHours(-2);

        (int[] order, int available) = cooldowns.GetProviderOrder(["m", "m"]);
        Assert.Equal([0, 1], order);
        Assert.Equal(2, available);
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(10, 30)]
    [InlineData(45, 45)]
    [InlineData(7200, 3600)]
    public void BeginCooldown_RetryAfter_ReturnsTheLongerOfBothUpToOneHour(int? retryAfter, int expected)
    {
        var cooldowns = new ProviderCooldowns(1, Cooldown, _clock);
        var failure = new MiniMaxRateLimitException("Busy.")
        {
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

        Assert.Equal(TimeSpan.FromSeconds(expected), cooldowns.BeginCooldown(0, "m", failure));
    }

    [Fact]
    public void BeginCooldown_ModelNotFound_AppliesToThatModelOnly()
    {
        var cooldowns = new ProviderCooldowns(3, Cooldown, _clock);

        cooldowns.BeginCooldown(0, "m", new MiniMaxNotFoundException("No such model."));

        (int[] order, int available) = cooldowns.GetProviderOrder(["m", "m", "m"]);
        Assert.Equal([1, 2, 0], order);
        Assert.Equal(2, available);
        Assert.Equal([0, 1, 2], cooldowns.GetProviderOrder(["other", "m", "m"]).Order);
    }

    [Fact]
    public void EndCooldown_RemovesTheCooldownOfTheClient()
    {
        var cooldowns = new ProviderCooldowns(2, Cooldown, _clock);
        cooldowns.BeginCooldown(0, "m", new MiniMaxServerException("Down."));
        cooldowns.BeginCooldown(0, "m", new MiniMaxNotFoundException("No such model."));

        cooldowns.EndCooldown(0, "m");

        Assert.Equal([0, 1], cooldowns.GetProviderOrder(["m", "m"]).Order);
        Assert.Equal(2, cooldowns.GetProviderOrder(["m", "m"]).Available);
    }
}
