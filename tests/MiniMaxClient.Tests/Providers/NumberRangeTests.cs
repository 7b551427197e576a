namespace MiniMaxClient.Tests.Providers;

public sealed class NumberRangeTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(-0.1, false)]
    [InlineData(2.1, false)]
    [InlineData(double.NaN, false)]
    public void Contains_Value_IncludesBothLimits(double value, bool isContained) =>
        Assert.Equal(isContained, new NumberRange(0, 2).Contains(value));

    [Theory]
    [InlineData(0.5, 2, "0.5 to 2")]
    [InlineData(1, double.PositiveInfinity, "at least 1")]
    public void ToString_Range_IsInvariant(double minimum, double maximum, string text) =>
        Assert.Equal(text, new NumberRange(minimum, maximum).ToString());
}
