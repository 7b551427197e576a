using System.Globalization;

namespace MiniMaxClient.Tests.Chat.Requests;

public sealed class RequestOptionsTests
{
    [Theory]
    [InlineData("00:00:00.0000001", true)]
    [InlineData("00:10:00", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("1.00:00:00.0000001", false)]
    [InlineData("00:00:00", false)]
    [InlineData("-00:00:01", false)]
    public void IsValid_Timeout_ReturnsWhetherItIsInRange(string timeout, bool expected) =>
        Assert.Equal(expected, TimeoutRange.IsValid(TimeSpan.Parse(timeout, CultureInfo.InvariantCulture)));

    [Fact]
    public void IsValid_InfiniteTimeout_ReturnsTrue() => Assert.True(TimeoutRange.IsValid(Timeout.InfiniteTimeSpan));
}
