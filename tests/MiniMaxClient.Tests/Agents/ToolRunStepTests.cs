namespace MiniMaxClient.Tests.Agents;

public sealed class ToolRunStepTests
{
    private static readonly ChatCompletion Reported =
        FakeClient.CreateCompletion(new(), new() { PromptTokens = 1, CompletionTokens = 2, TotalTokens = 3 })
            with { Meta = new() { Usage = new() { UsdSpent = 0.5m } } };

    private static readonly ChatCompletion Unknown = FakeClient.CreateText("Hi");

    [Fact]
    public void SumCost_OfSteps_PrefersTheStoredCost()
    {
        var stored = new Cost { Usd = 2m, Source = CostSource.Estimated };

        Assert.Equal(
            new Cost { Usd = 2.5m, Source = CostSource.Estimated },
            ToolRunStep.SumCost([new() { Completion = Reported }, new() { Completion = Unknown, Cost = stored }]));
        Assert.Null(ToolRunStep.SumCost([new() { Completion = Reported }, new() { Completion = Unknown }]));
        Assert.Null(ToolRunStep.SumCost([]));
    }

    [Fact]
    public void SumUsage_OfSteps_IsNullIfAStepHasNone()
    {
        Assert.Equal(6, ToolRunStep.SumUsage([new() { Completion = Reported }, new() { Completion = Reported }])!.TotalTokens);
        Assert.Null(ToolRunStep.SumUsage([new() { Completion = Reported }, new() { Completion = Unknown }]));
    }
}
