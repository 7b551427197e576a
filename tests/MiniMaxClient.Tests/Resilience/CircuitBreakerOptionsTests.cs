using MiniMaxClient.Resilience;

namespace MiniMaxClient.Tests.Resilience;

public sealed class CircuitBreakerOptionsTests
{
    [Fact]
    public void GetProblems_DefaultOptions_ReturnsNone() => Assert.Empty(new CircuitBreakerOptions().GetProblems());

    [Fact]
    public void GetProblems_EveryOptionInvalid_ReturnsOneMessageEach()
    {
        var options = new CircuitBreakerOptions
        {
            FailureRatio = 0,
            MinimumThroughput = 1,
            SamplingDuration = TimeSpan.Zero,
            BreakDuration = TimeSpan.FromDays(2),
        };

        Assert.Equal(
            [
                "CircuitBreaker.FailureRatio is 0; it must be above 0 and at most 1.",
                "CircuitBreaker.MinimumThroughput is 1; it must be 2 or more.",
                "CircuitBreaker.SamplingDuration is 00:00:00; it must be 00:00:00.5 to a day.",
                "CircuitBreaker.BreakDuration is 2.00:00:00; it must be 00:00:00.5 to a day.",
            ],
            options.GetProblems());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.0000001)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_FailureRatioOutOfRange_ThrowsArgumentException(double ratio)
    {
        var e = Assert.Throws<ArgumentException>(() => new ChatCompletionsClient(
            new RunApiAdapter("key-1"), new() { Resilience = new() { CircuitBreaker = new() { FailureRatio = ratio } } }));
        Assert.Contains("CircuitBreaker.FailureRatio is ", e.Message, StringComparison.Ordinal);
    }
}
