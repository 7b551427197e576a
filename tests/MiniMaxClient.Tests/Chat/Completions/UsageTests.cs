namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class UsageTests
{
    [Fact]
    public void Add_MissingCounts_AreNullOnlyIfBothAreMissing()
    {
        Usage sum = new Usage { PromptTokens = 3, CompletionTokens = 1 } + new Usage { PromptTokens = 4 };

        Assert.Equal((7, 1, null), (sum.PromptTokens, sum.CompletionTokens, sum.TotalTokens));
        Assert.Null(sum.PromptTokensDetails);
    }

    [Fact]
    public void Add_DetailsInOneOperand_AreCopied()
    {
        var details = new CompletionTokensDetails { ReasoningTokens = 5 };

        Assert.Same(details, Usage.Add(new() { CompletionTokensDetails = details }, new()).CompletionTokensDetails);
        Assert.Same(details, Usage.Add(new(), new() { CompletionTokensDetails = details }).CompletionTokensDetails);
    }

    [Fact]
    public void Add_Null_ThrowsArgumentNullException()
    {
        Assert.Throws<ArgumentNullException>(() => new Usage() + null!);
        Assert.Throws<ArgumentNullException>(() => Usage.Add(null!, new()));
    }
}
