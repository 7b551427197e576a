using System.Globalization;

namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class ModelPriceTests
{
    [Fact]
    public void CalculateCost_CachedTokens_UsesCachedInputPrice()
    {
        var usage = new Usage { PromptTokens = 1_000_000, CompletionTokens = 0, PromptTokensDetails = new() { CachedTokens = 400_000 } };

        Assert.Equal(1m, new ModelPrice(1m, 4m).CalculateCost(usage));
        Assert.Equal(0.64m, new ModelPrice(1m, 4m) { CachedInput = 0.1m }.CalculateCost(usage));
    }

    /// <summary>A published price of each unit, token counts, and the cost in dollars.</summary>
    public static TheoryData<ModelPrice, long, long, decimal> PublishedPrices { get; } = new()
    {
        // RunAPI: MiniMax-M2.1 costs 0.15 and 0.60 per million tokens.
        { ModelPrice.PerMillionTokens(0.15m, 0.60m), 1_000_000, 0, 0.15m },
        { ModelPrice.PerMillionTokens(0.15m, 0.60m), 0, 1_000_000, 0.60m },
        { ModelPrice.PerMillionTokens(0.15m, 0.60m), 1_240, 615, 0.000555m },
        // RunAPI: M2, M2.5, M2.7 and M3 cost 0.010 per thousand tokens, the highspeed models 0.020.
        { ModelPrice.PerThousandTokens(0.010m, 0.010m), 1_000, 0, 0.01m },
        { ModelPrice.PerThousandTokens(0.010m, 0.010m), 12, 34, 0.00046m },
        { ModelPrice.PerThousandTokens(0.020m, 0.020m), 0, 1_000, 0.02m },
        { ModelPrice.PerThousandTokens(0.020m, 0.020m), 12, 34, 0.00092m },
        // ModelsLab: MiniMax-M2 costs 0.255 and 1.00 per million tokens.
        { ModelPrice.PerMillionTokens(0.255m, 1.00m), 1_000_000, 0, 0.255m },
        { ModelPrice.PerMillionTokens(0.255m, 1.00m), 0, 1_000_000, 1m },
        { ModelPrice.PerMillionTokens(0.255m, 1.00m), 2_000, 1_000, 0.00151m },
        // ModelsLab's one price is the mean of the two.
        { ModelPrice.PerMillionTokens(0.6275m, 0.6275m), 500_000, 500_000, 0.6275m },
        { ModelPrice.PerMillionTokens(0.255m, 1.00m), 500_000, 500_000, 0.6275m },
    };

    [Theory]
    [MemberData(nameof(PublishedPrices))]
    public void CalculateCost_PublishedPrice_IsExact(ModelPrice price, long prompt, long completion, decimal expected) =>
        Assert.Equal(expected, price.CalculateCost(new() { PromptTokens = prompt, CompletionTokens = completion }));

    [Fact]
    public void PerThousandTokens_Prices_AreAThousandthOfThoseOfAMillion()
    {
        Assert.Equal(ModelPrice.PerMillionTokens(10m, 20m), ModelPrice.PerThousandTokens(0.010m, 0.020m));
        Assert.Equal(new ModelPrice(0.15m, 0.60m), ModelPrice.PerMillionTokens(0.15m, 0.60m));
        Assert.Throws<OverflowException>(() => ModelPrice.PerThousandTokens(decimal.MaxValue, 0m));
    }

    [Fact]
    public void CalculateCost_UnknownCounts_IsNull()
    {
        Assert.Null(new ModelPrice(1m, 4m).CalculateCost(null));
        Assert.Null(new ModelPrice(1m, 4m).CalculateCost(new() { PromptTokens = 1 }));
    }

    [Fact]
    public void CalculateCost_OutsideRange_IsMaxValue() => Assert.Equal(
        decimal.MaxValue,
        new ModelPrice(decimal.MaxValue, 0m).CalculateCost(new() { PromptTokens = long.MaxValue, CompletionTokens = 0 }));

    // Prompt tokens, of them read from and written to the cache, completion tokens, and the cost in dollars.
    [Theory]
    [InlineData(1_000_000, 0, 0, 0, "1")]
    [InlineData(1_000_000, 400_000, 100_000, 0, "0.665")]
    [InlineData(1_000_000, 0, 1_000_000, 0, "1.25")]
    [InlineData(0, 0, 0, 1_000_000, "4")]
    // Counts that contradict each other or are negative.
    [InlineData(1_000_000, 2_000_000, 0, 0, "0.1")]
    [InlineData(1_000_000, 2_000_000, 400_000, 0, "0.56")]
    [InlineData(1_000_000, 0, 2_000_000, 0, "1.25")]
    [InlineData(1_000_000, -5, -5, 0, "1")]
    [InlineData(-1_000_000, 500, 500, 1_000_000, "4")]
    [InlineData(1_000_000, 0, 0, -1_000_000, "1")]
    [InlineData(long.MinValue, long.MinValue, long.MaxValue, long.MinValue, "0")]
    public void CalculateCost_CacheTokens_ArePartOfThePromptAndNeverNegative(
        long prompt, long read, long written, long completion, string expected)
    {
        var price = new ModelPrice(1m, 4m) { CachedInput = 0.1m, CacheWriteInput = 1.25m };

        Assert.Equal(Parse(expected), price.CalculateCost(CreateUsage(prompt, completion, read, written)));
    }

    [Fact]
    public void CalculateCost_CachePricesNotSet_ArePriceOfInput() => Assert.Equal(
        1m, new ModelPrice(1m, 4m).CalculateCost(CreateUsage(1_000_000, 0, read: 300_000, written: 300_000)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(100, "0.0001")]
    [InlineData(101, "0.000202")]
    [InlineData(200, "0.0004")]
    [InlineData(201, "0.000603")]
    public void CalculateCost_Tiers_UsesTheHighestThatThePromptExceeds(long prompt, string expected)
    {
        var price = new ModelPrice(1m, 0m)
        {
            Tiers =
            [
                new() { AbovePromptTokens = 200, Input = 3m, Output = 0m },
                new() { AbovePromptTokens = 100, Input = 2m, Output = 0m },
            ],
        };

        Assert.Equal(Parse(expected), price.CalculateCost(CreateUsage(prompt, 7)));
    }

    [Fact]
    public void CalculateCost_TierWithoutCachePrice_UsesInputOfTheTier()
    {
        var price = new ModelPrice(1m, 1m)
        {
            CachedInput = 0.1m,
            CacheWriteInput = 0.1m,
            Tiers = [new() { AbovePromptTokens = 0, Input = 2m, Output = 3m }],
        };

        Assert.Equal(5m, price.CalculateCost(CreateUsage(1_000_000, 1_000_000, read: 500_000, written: 500_000)));
    }

    [Theory]
    [InlineData(null, "5")]
    [InlineData("standard", "5")]
    [InlineData("priority", "7.5")]
    [InlineData("Priority", "7.5")]
    public void CalculateCost_ServiceTier_AppliesFactorToPriorityOnly(string? tier, string expected) => Assert.Equal(
        Parse(expected),
        new ModelPrice(1m, 4m) { PriorityFactor = 1.5m }.CalculateCost(
            CreateUsage(1_000_000, 1_000_000), tier is null ? null : new ServiceTier(tier)));

    [Fact]
    public void ToPriorityPrice_AllPrices_AreMultiplied()
    {
        ModelPrice price = MiniMaxM3 with { PriorityFactor = 2m };

        Assert.Equal(
            new ModelPrice(0.6m, 2.4m)
            {
                CachedInput = 0.12m,
                Tiers = [new() { AbovePromptTokens = 512_000, Input = 1.2m, Output = 4.8m, CachedInput = 0.24m }],
            },
            price.ToPriorityPrice());
        Assert.Equal(decimal.MaxValue, (new ModelPrice(decimal.MaxValue, 0m) { PriorityFactor = 2m }).ToPriorityPrice().Input);
    }

    [Fact]
    public void Equals_SameTiersInAnotherList_IsTrue()
    {
        ModelPrice other = MiniMaxM3 with { Tiers = [.. MiniMaxM3.Tiers.Select(static tier => tier with { })] };

        Assert.Equal(MiniMaxM3, other);
        Assert.Equal(MiniMaxM3.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(MiniMaxM3, MiniMaxM3 with { Tiers = [] });
        Assert.NotEqual(MiniMaxM3, MiniMaxM3 with { Tiers = [MiniMaxM3.Tiers[0] with { Output = 1m }] });
        Assert.NotEqual(MiniMaxM3, MiniMaxM3 with { CacheWriteInput = 1m });
        Assert.NotEqual(MiniMaxM3, MiniMaxM3 with { PriorityFactor = 1.5m });
        Assert.False(MiniMaxM3.Equals(null));
    }

    [Fact]
    public void IsValid_NegativeAmountOrFactorOfZero_IsFalse()
    {
        Assert.True(MiniMaxM3.IsValid);
        Assert.True(new ModelPrice(0m, 0m).IsValid);
        Assert.All(
            (ModelPrice[])
            [
                new(-1m, 0m),
                new(0m, -1m),
                new(0m, 0m) { CachedInput = -1m },
                new(0m, 0m) { CacheWriteInput = -1m },
                new(0m, 0m) { PriorityFactor = 0m },
                new(0m, 0m) { Tiers = [new() { AbovePromptTokens = -1, Input = 0m, Output = 0m }] },
                new(0m, 0m) { Tiers = [new() { AbovePromptTokens = 0, Input = 0m, Output = 0m, CachedInput = -1m }] },
            ],
            static price => Assert.False(price.IsValid));
    }

    private static ModelPrice MiniMaxM3 { get; } = new(0.30m, 1.20m)
    {
        CachedInput = 0.06m,
        Tiers = [new() { AbovePromptTokens = 512_000, Input = 0.60m, Output = 2.40m, CachedInput = 0.12m }],
    };

    private static Usage CreateUsage(long prompt, long completion, long read = 0, long written = 0) => new()
    {
        PromptTokens = prompt,
        CompletionTokens = completion,
        PromptTokensDetails = new() { CachedTokens = read, CacheWriteTokens = written },
    };

    private static decimal Parse(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
