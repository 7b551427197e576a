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

    [Theory]
    [InlineData(false, null, "0.45")]
    [InlineData(false, "priority", "0.675")]
    [InlineData(true, null, "0.675")]
    [InlineData(true, "", "0.675")]
    [InlineData(true, "auto", "0.675")]
    [InlineData(true, "PRIORITY", "0.675")]
    [InlineData(true, "standard", "0.45")]
    [InlineData(true, "default", "0.45")]
    [InlineData(true, "flex", "0.45")]
    public void FromResponse_ServiceTier_IsPriorityUnlessTheResponseNamesAnother(bool isRequested, string? tier, string usd)
    {
        var call = new CallInfo
        {
            Provider = "minimax",
            Price = new(0.15m, 0.60m) { PriorityFactor = 1.5m },
            IsPriorityRequested = isRequested,
        };

        var cost = Cost.FromResponse(
            meta: null,
            call,
            new() { PromptTokens = 1_000_000, CompletionTokens = 500_000 },
            tier is null ? null : new ServiceTier(tier));

        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), cost!.Value.Usd);
    }
}
