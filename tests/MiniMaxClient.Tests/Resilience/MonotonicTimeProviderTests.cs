using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class MonotonicTimeProviderTests
{
    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public void GetUtcNow_SystemClockIsSet_AdvancesWithTheTimestampsOnly(int hours)
    {
        var clock = new AdjustableClock();
        var provider = new MonotonicTimeProvider(clock);
        DateTimeOffset start = provider.GetUtcNow();

        clock.Inner.Advance(TimeSpan.FromSeconds(6));
        clock.Shift = TimeSpan.FromHours(hours);

        Assert.Equal(start + TimeSpan.FromSeconds(6), provider.GetUtcNow());
        Assert.Equal((clock.GetTimestamp(), clock.TimestampFrequency), (provider.GetTimestamp(), provider.TimestampFrequency));
    }

    [Fact]
    public async Task CreateTimer_InnerTimeAdvances_Elapses()
    {
        var clock = new ManualClock();
        var isElapsed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ITimer timer = new MonotonicTimeProvider(clock).CreateTimer(
            _ => isElapsed.SetResult(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.False(isElapsed.Task.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));

        await isElapsed.Task.WaitAsync(TestTimeouts.Token);
    }
}
