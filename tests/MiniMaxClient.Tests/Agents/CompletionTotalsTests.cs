using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class CompletionTotalsTests
{
    [Fact]
    public void SumUsage_AllKnown_AddsThem() =>
        Assert.Equal(5, CompletionTotals.SumUsage([Create(2, null), Create(3, null)])?.PromptTokens);

    [Fact]
    public void SumUsage_OneIsUnknownOrNone_IsNull()
    {
        Assert.Null(CompletionTotals.SumUsage([Create(2, null), new()]));
        Assert.Null(CompletionTotals.SumUsage([]));
    }

    [Fact]
    public void SumCost_AllKnown_AddsThem() => Assert.Equal(
        new Cost { Usd = 0.75m, Source = CostSource.Reported }, CompletionTotals.SumCost([Create(1, 0.5m), Create(1, 0.25m)]));

    [Fact]
    public void SumCost_OneIsUnknownOrNone_IsNull()
    {
        Assert.Null(CompletionTotals.SumCost([Create(1, 0.5m), Create(1, null)]));
        Assert.Null(CompletionTotals.SumCost([]));
    }

    private static ChatCompletion Create(int promptTokens, decimal? usd) => new()
    {
        Usage = new() { PromptTokens = promptTokens },
        Meta = usd is null ? null : new() { Usage = new() { UsdSpent = usd } },
    };
}
