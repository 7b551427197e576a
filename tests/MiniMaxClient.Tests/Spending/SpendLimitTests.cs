using System.Globalization;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Tests of the window and the sums of a limit, also with many threads.</summary>
public sealed class SpendLimitTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Constructor_NewLimit_HasNothingSpentAndNoWindow()
    {
        var limit = new SpendLimit(2.5m, Hour, _clock);
        Assert.Equal((2.5m, Hour, 0m), (limit.Limit, limit.Window, limit.Spent));
        Assert.Null(limit.TimeLeft);
    }

    [Fact]
    public void TimeLeft_FirstCall_BeginsTheWindow()
    {
        var limit = new SpendLimit(1m, Hour, _clock);
        _clock.Advance(TimeSpan.FromMinutes(50));
        Spend(limit, 0.5m);
        Assert.Equal(Hour, limit.TimeLeft);

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((TimeSpan.FromMinutes(1), 0.5m), (limit.TimeLeft, limit.Spent));
    }

    [Fact]
    public void Spent_WindowEnds_IsResetUntilTheNextCall()
    {
        var limit = new SpendLimit(1m, Hour, _clock);
        Spend(limit, 1m);
        _clock.Advance(Hour - TimeSpan.FromTicks(1));
        Assert.Null(limit.TryOpenCharge());

        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(0m, limit.Spent);
        Assert.Null(limit.TimeLeft);
        _clock.Advance(TimeSpan.FromHours(5));
        Spend(limit, 0.25m);
        Assert.Equal((Hour, 0.25m), (limit.TimeLeft, limit.Spent));
    }

    [Fact]
    public void TryOpenCharge_InfiniteWindow_IsNeverReset()
    {
        var limit = new SpendLimit(1m, Timeout.InfiniteTimeSpan, _clock);
        Spend(limit, 1m);
        _clock.Advance(TimeSpan.FromDays(5000));
        Assert.Null(limit.TryOpenCharge());
        Assert.Equal(1m, limit.Spent);
        Assert.Null(limit.TimeLeft);
    }

    [Fact]
    public void Charge_WindowEndsMeanwhile_CountsInTheWindowOfItsEnd()
    {
        var limit = new SpendLimit(1m, Hour, _clock);
        Spend(limit, 0.75m);
        SpendLimit.CallCharge running = limit.TryOpenCharge()!;
        running.SetAttemptCost(0.125m);
        _clock.Advance(Hour + Hour);

        Assert.Equal(0.125m, limit.Spent);
        Assert.True(running.SetAttemptCost(0.5m));
        running.Dispose();

        Assert.Equal((0.5m, Hour), (limit.Spent, limit.TimeLeft));
    }

    [Theory]
    [InlineData("0.999999", true)]
    [InlineData("1", true)]
    [InlineData("1.000001", false)]
    public void SetAttemptCost_AboveTheLimit_ReturnsFalse(string amount, bool isWithin)
    {
        var limit = new SpendLimit(1m, Hour, _clock);
        using SpendLimit.CallCharge charge = limit.TryOpenCharge()!;
        Assert.Equal(isWithin, charge.SetAttemptCost(decimal.Parse(amount, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void SetAttemptCost_CalledAgain_ReplacesTheCost()
    {
        var limit = new SpendLimit(1m, Hour, _clock);
        SpendLimit.CallCharge charge = limit.TryOpenCharge()!;
        foreach (decimal amount in (decimal[])[0.1m, 0.7m, 0.4m])
        {
            charge.SetAttemptCost(amount);
            Assert.Equal((amount, amount), (charge.Amount, limit.Spent));
        }

        charge.Dispose();
        charge.Dispose();
        charge.SetAttemptCost(0.9m);

        Assert.Equal(0.4m, limit.Spent);
    }

    [Fact]
    public void TryOpenCharge_RunningCalls_CountTogether()
    {
        var limit = new SpendLimit(1m, Hour, _clock);
        using SpendLimit.CallCharge one = limit.TryOpenCharge()!;
        using SpendLimit.CallCharge two = limit.TryOpenCharge()!;
        Assert.True(one.SetAttemptCost(0.5m));
        Assert.True(two.SetAttemptCost(0.5m));
        Assert.Null(limit.TryOpenCharge());
        Assert.False(two.SetAttemptCost(0.6m));
        Assert.False(one.SetAttemptCost(0.5m));
        Assert.True(two.SetAttemptCost(0.4m));
        Assert.NotNull(limit.TryOpenCharge());
    }

    [Fact]
    public void Spent_ManySmallCosts_IsExact()
    {
        var limit = new SpendLimit(1000m, Hour, _clock);
        for (int i = 0; i < 10_000; i++)
            Spend(limit, i % 2 == 0 ? 0.1m : 0.000001m);
        Assert.Equal(500.005m, limit.Spent);
    }

    [Fact]
    public async Task Spent_ManyThreads_IsExact()
    {
        const int Threads = 8;
        const int Calls = 2_000;
        var limit = new SpendLimit(1_000_000m, Hour, _clock);
        using var start = new Barrier(Threads);
        Task[] threads =
        [
            .. Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestTimeouts.Token);
                    for (int i = 0; i < Calls; i++)
                    {
                        using SpendLimit.CallCharge charge = limit.TryOpenCharge()!;
                        charge.SetAttemptCost(0.05m);
                        charge.SetAttemptCost(0.1m);
                        Assert.InRange(limit.Spent, 0.1m, Threads * Calls * 0.1m);
                    }
                },
                TestTimeouts.Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];
        await Task.WhenAll(threads).WaitAsync(TestTimeouts.Token);
        Assert.Equal(Threads * Calls * 0.1m, limit.Spent);
    }

    [Fact]
    public void Constructor_NoClock_UsesTheSystemClock()
    {
        var limit = new SpendLimit(1m, Hour);
        Spend(limit, 0.5m);
        Assert.InRange(limit.TimeLeft!.Value, TimeSpan.FromMinutes(30), Hour);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Constructor_LimitNotPositive_Throws(int usd)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new SpendLimit(usd, Hour));
        Assert.Equal("limit", e.ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData((366 * 24 * 3600) + 1)]
    public void Constructor_WindowOutOfRange_Throws(long seconds)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new SpendLimit(1m, TimeSpan.FromSeconds(seconds)));
        Assert.Equal("window", e.ParamName);
    }

    [Fact]
    public void Constructor_WindowAtTheLimitsOfItsRange_IsAccepted()
    {
        foreach (TimeSpan window in (TimeSpan[])[TimeSpan.FromTicks(1), TimeSpan.FromDays(366), Timeout.InfiniteTimeSpan])
            Assert.Equal(window, new SpendLimit(0.000001m, window).Window);
    }

    private static void Spend(SpendLimit limit, decimal usd)
    {
        using SpendLimit.CallCharge charge = limit.TryOpenCharge()!;
        charge.SetAttemptCost(usd);
    }
}
