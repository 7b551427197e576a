namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class CostTests
{
    [Theory]
    [InlineData(0.003031, 6062.0, CostSource.Reported, 0.003031)]
    [InlineData(null, 6062.0, CostSource.Credits, 0.003031)]
    // The other samples of AIML API's pages.
    [InlineData(0.06, 120000.0, CostSource.Reported, 0.06)]
    [InlineData(null, 447.0, CostSource.Credits, 0.0002235)]
    [InlineData(null, 1965.0, CostSource.Credits, 0.0009825)]
    [InlineData(-1.0, 6062.0, CostSource.Credits, 0.003031)]
    [InlineData(null, -1.0, null, null)]
    [InlineData(null, null, null, null)]
    public void FromResponse_Meta_UsesMostReliableSource(double? usd, double? credits, CostSource? source, double? expected)
    {
        var meta = new CompletionMeta { Usage = new() { UsdSpent = (decimal?)usd, CreditsUsed = (decimal?)credits } };

        var cost = Cost.FromResponse(meta, call: null, usage: null);

        Assert.Equal((source, (decimal?)expected), (cost?.Source, cost?.Usd));
    }

    [Fact]
    public void FromResponse_PriceAndUsage_IsEstimated()
    {
        var call = new CallInfo { Provider = "runapi", Price = new(0.15m, 0.60m) };

        var cost = Cost.FromResponse(meta: null, call, new() { PromptTokens = 1_000_000, CompletionTokens = 500_000 });

        Assert.Equal(new Cost { Usd = 0.45m, Source = CostSource.Estimated }, cost);
    }

    [Fact]
    public void Add_TwoCosts_HasLessReliableSource()
    {
        Cost sum = new Cost { Usd = 1, Source = CostSource.Reported } + new Cost { Usd = 2, Source = CostSource.Estimated };

        Assert.Equal(new Cost { Usd = 3, Source = CostSource.Estimated }, sum);
        Assert.Equal("3 USD (estimated)", sum.ToString());
    }

    [Fact]
    public void Add_SumOutsideRange_IsClamped()
    {
        var max = new Cost { Usd = decimal.MaxValue };
        var min = new Cost { Usd = decimal.MinValue };

        Assert.Equal(decimal.MaxValue, Cost.Add(max, max).Usd);
        Assert.Equal(decimal.MinValue, Cost.Add(min, min).Usd);
        Assert.Equal(0m, Cost.Add(max, min).Usd);
    }

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
}
