using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

public sealed class ModelRateLimiterOptionsTests
{
    public static TheoryData<ModelRateLimiterOptions, string> Invalid { get; } = new()
    {
        { new() { QueueLimit = -1 }, "QueueLimit is -1; it must be zero or more." },
        { new() { Margin = TimeSpan.FromSeconds(-1) }, "Margin is -00:00:01; it must be zero to a minute." },
        { new() { Margin = TimeSpan.FromSeconds(61) }, "Margin is 00:01:01; it must be zero to a minute." },
        { new() { DefaultLimit = null! }, "DefaultLimit is null." },
        {
            new() { Limits = new Dictionary<string, ModelRateLimit> { ["MiniMax-M2"] = new() { RequestsPerMinute = 0 } } },
            "Limits['MiniMax-M2'].RequestsPerMinute is 0; it must be 1 or more."
        },
        {
            new() { DefaultLimit = new() { RequestsPerMinute = 0, TokensPerMinute = -1 }, QueueLimit = -2 },
            "DefaultLimit.RequestsPerMinute is 0; it must be 1 or more. DefaultLimit.TokensPerMinute is -1; it must be 1 or more. "
            + "QueueLimit is -2; it must be zero or more."
        },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Constructor_InvalidOptions_NamesEachProblem(ModelRateLimiterOptions options, string message)
    {
        var e = Assert.Throws<ArgumentException>(() => new ModelRateLimiter(options));
        Assert.StartsWith(message + " (", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MiniMax-M3.1-Flash", 200)]
    [InlineData("MiniMax-M3", 200)]
    [InlineData("MiniMax-M2.7", 500)]
    [InlineData("minimax/m2-7-20260402", 500)]
    [InlineData("MiniMax-M2.1-highspeed", 500)]
    public async Task ForMiniMax_Model_HasThePublishedLimit(string model, int requests)
    {
        using var limiter = new ModelRateLimiter(ModelRateLimiterOptions.ForMiniMax() with { QueueLimit = 0 });
        for (int i = 0; i < requests; i++)
            await limiter.AcquireAsync(new("minimax", model, 1), TestTimeouts.Token);

        Assert.False((await limiter.AcquireAsync(new("minimax", model, 1), TestTimeouts.Token)).IsAcquired);
    }

    [Fact]
    public void ForMiniMax_TokenLimits_AreThePublishedOnes()
    {
        ModelRateLimiterOptions options = ModelRateLimiterOptions.ForMiniMax();
        Assert.Equal(10_000_000, options.Limits[MiniMaxModels.M3_1_Flash].TokensPerMinute);
        Assert.Equal(20_000_000, options.Limits[MiniMaxModels.M2_7].TokensPerMinute);
        Assert.Equal(
            new ModelRateLimit { RequestsPerMinute = 20, TokensPerMinute = 1_000_000 },
            ModelRateLimiterOptions.ForUnpaidMiniMax().DefaultLimit);
    }
}
