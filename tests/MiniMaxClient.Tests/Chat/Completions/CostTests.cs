namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class CostTests
{
    [Theory]
    [InlineData(0.003031, 6062.0, CostSource.Reported, 0.003031)]
    [InlineData(null, 6062.0, CostSource.Credits, 0.003031)]
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
