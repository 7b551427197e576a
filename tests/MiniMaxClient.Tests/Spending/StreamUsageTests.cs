using MiniMaxClient.Spending;

namespace MiniMaxClient.Tests.Spending;

public sealed class StreamUsageTests
{
    private static readonly CallInfo Call = new() { Provider = "runapi", Price = new(1_000_000m, 1_000_000m) };

    private readonly StreamUsage _usage = new();

    [Fact]
    public void AddChunkUsage_WithoutTokenCounts_KeepsTheEarlierUsage()
    {
        Assert.Null(_usage.Info);
        Add(new() { PromptTokens = 3, CompletionTokens = 2 });

        Add(new() { TotalTokens = 9 });
        Add(null);

        Assert.Same(Call, _usage.Info);
        Assert.Equal((3, 2), (_usage.LatestUsage!.PromptTokens, _usage.LatestUsage.CompletionTokens));
        Assert.Same(_usage.LatestUsage, _usage.CompletionUsage);
    }

    [Fact]
    public void AddChunkUsage_WithoutCompletionTokens_ChangesTheLatestUsageOnly()
    {
        Add(new() { PromptTokens = 3, CompletionTokens = 2 });

        Add(new() { PromptTokens = 8, CompletionTokens = 0 });

        Assert.Equal((8, 3), (_usage.LatestUsage!.PromptTokens, _usage.CompletionUsage!.PromptTokens));
    }

    [Fact]
    public void Cost_UsageWithPrice_IsEstimated()
    {
        Assert.Null(_usage.Cost);

        Add(new() { PromptTokens = 3, CompletionTokens = 2 });

        Assert.Equal(new Cost { Usd = 5m, Source = CostSource.Estimated }, _usage.Cost);
        Assert.Equal(7m, _usage.GetCost(new() { PromptTokens = 3, CompletionTokens = 4 })!.Value.Usd);
    }

    [Fact]
    public void Cost_ReportedInAnEarlierChunk_IsKept()
    {
        _usage.AddChunkUsage(new() { Call = Call, Meta = new() { Usage = new() { UsdSpent = 0.25m } } });

        Add(new() { PromptTokens = 3, CompletionTokens = 2 });

        Assert.Equal(new Cost { Usd = 0.25m, Source = CostSource.Reported }, _usage.Cost);
    }

    private void Add(Usage? usage) => _usage.AddChunkUsage(new() { Call = Call, Usage = usage });
}
