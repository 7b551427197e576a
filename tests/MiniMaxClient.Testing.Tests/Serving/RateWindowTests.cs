using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class RateWindowTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TryCount_RequestLimit_IsThatOfTheLast60Seconds()
    {
        RateWindow window = new(new() { RequestsPerMinute = 2 }, _clock);
        Assert.NotNull(window.TryCount(1, out TimeSpan wait));
        Assert.Equal(TimeSpan.Zero, wait);
        Advance(10);
        Assert.NotNull(window.TryCount(1, out _));

        Advance(49.999);
        Assert.Null(window.TryCount(1, out wait));
        Assert.Equal(TimeSpan.FromMilliseconds(1), wait);

        Advance(0.001);
        Assert.NotNull(window.TryCount(1, out _));
        Assert.Null(window.TryCount(1, out wait));
        Assert.Equal(TimeSpan.FromSeconds(10), wait);
    }

    [Fact]
    public void TryCount_TokenLimit_WaitsUntilEnoughTokensAreOlderThanAMinute()
    {
        RateWindow window = new(new() { TokensPerMinute = 100 }, _clock);
        window.TryCount(30, out _);
        Advance(20);
        window.TryCount(30, out _);
        Advance(20);
        window.TryCount(40, out _);

        Assert.Null(window.TryCount(31, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromSeconds(40), wait);
        Assert.Null(window.TryCount(30, out wait));
        Assert.Equal(TimeSpan.FromSeconds(20), wait);
        Advance(20);
        Assert.NotNull(window.TryCount(30, out _));
    }

    [Fact]
    public void TryCount_PromptAboveTheLimit_IsNeverWithinIt()
    {
        RateWindow window = new(new() { TokensPerMinute = 100 }, _clock);

        Assert.Null(window.TryCount(101, out TimeSpan wait));
        Assert.Equal(TimeSpan.FromMinutes(1), wait);
        Assert.NotNull(window.TryCount(100, out _));
    }

    [Fact]
    public void SetTokens_CountedRequest_ReplacesItsTokens()
    {
        RateWindow window = new(new() { TokensPerMinute = 100 }, _clock);
        RateWindow.CountedRequest first = window.TryCount(10, out _)!;

        first.SetTokens(95);
        Assert.Null(window.TryCount(6, out _));
        first.SetTokens(0);
        Assert.NotNull(window.TryCount(100, out _));
    }

    [Fact]
    public void SetTokens_AfterAMinute_HasNoEffect()
    {
        RateWindow window = new(new() { TokensPerMinute = 100 }, _clock);
        RateWindow.CountedRequest first = window.TryCount(10, out _)!;
        Advance(60);
        window.TryCount(50, out _);

        first.SetTokens(1000);

        Assert.NotNull(window.TryCount(50, out _));
        Assert.Null(window.TryCount(1, out _));
    }

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
