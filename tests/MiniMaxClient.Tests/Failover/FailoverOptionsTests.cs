using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

public sealed class FailoverOptionsTests
{
    [Fact]
    public void Constructor_OptionsOutOfRange_ThrowsNamingEachOne()
    {
        IChatCompletionsClient[] clients = [Substitute.For<IChatCompletionsClient>()];
        var e = Assert.Throws<ArgumentException>(() => new FailoverChatCompletionsClient(clients, new()
        {
            Timeout = TimeSpan.Zero,
            CoolDown = TimeSpan.FromHours(2),
            HedgeAfter = TimeSpan.FromDays(2),
        }));
        Assert.Equal("options", e.ParamName);
        Assert.StartsWith(
            "Timeout is 00:00:00; it must be above zero, at most a day, or infinite. "
            + "CoolDown is 02:00:00; it must be zero to an hour. "
            + "HedgeAfter is 2.00:00:00; it must be above zero and at most a day.",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GetProblems_LimitsOfTheRanges_AreValid()
    {
        var smallest = new FailoverOptions
        {
            Timeout = TimeSpan.FromTicks(1), CoolDown = TimeSpan.Zero, HedgeAfter = TimeSpan.FromTicks(1),
        };
        var largest = new FailoverOptions
        {
            Timeout = TimeSpan.FromDays(1), CoolDown = TimeSpan.FromHours(1), HedgeAfter = TimeSpan.FromDays(1),
        };

        Assert.Empty(new FailoverOptions().GetProblems());
        Assert.Empty(smallest.GetProblems());
        Assert.Empty(largest.GetProblems());
        Assert.Empty((largest with { Timeout = Timeout.InfiniteTimeSpan, HedgeAfter = null }).GetProblems());
    }

    [Fact]
    public void GetProblems_ValuesBelowTheRanges_NamesEachOne()
    {
        var options = new FailoverOptions
        {
            Timeout = TimeSpan.FromSeconds(-5), CoolDown = TimeSpan.FromSeconds(-1), HedgeAfter = TimeSpan.Zero,
        };

        Assert.Equal(
            ["Timeout", "CoolDown", "HedgeAfter"], options.GetProblems().Select(static problem => problem.Split(' ')[0]));
    }
}
