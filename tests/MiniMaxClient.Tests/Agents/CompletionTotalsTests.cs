using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class CompletionTotalsTests
{
    [Fact]
    public void SumUsage_AllKnown_AddsThem() =>
        Assert.Equal(5, CompletionTotals.SumUsage([Create(2), Create(3)])?.PromptTokens);

    [Fact]
    public void SumUsage_OneIsUnknownOrNone_IsNull()
    {
        Assert.Null(CompletionTotals.SumUsage([Create(2), new()]));
        Assert.Null(CompletionTotals.SumUsage([]));
    }

    [Fact]
    public void SumCost_AllKnown_AddsThem() => Assert.Equal(
        new Cost { Usd = 0.75m, Source = CostSource.Reported }, CompletionTotals.SumCost([CreateCost(0.5m), CreateCost(0.25m)]));

    [Fact]
    public void SumCost_OneIsUnknownOrNone_IsNull()
    {
        Assert.Null(CompletionTotals.SumCost([CreateCost(0.5m), null]));
        Assert.Null(CompletionTotals.SumCost([]));
    }

    private static ChatCompletion Create(int promptTokens) => new() { Usage = new() { PromptTokens = promptTokens } };

    private static Cost CreateCost(decimal usd) => new() { Usd = usd, Source = CostSource.Reported };
}
