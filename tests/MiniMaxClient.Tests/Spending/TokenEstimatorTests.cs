using MiniMaxClient.Spending;

namespace MiniMaxClient.Tests.Spending;

public sealed class TokenEstimatorTests
{
    private readonly ModelTokens _model = new();

    [Fact]
    public void GetModel_NothingLearned_IsFourCharactersPerToken() => Assert.Equal(
        (4, 4, 1000), (_model.PromptCharactersPerToken, _model.CompletionCharactersPerToken, _model.MeanCompletionTokens));

    [Fact]
    public void Learn_SeveralRequests_ApproachesTheirRatios()
    {
        for (int i = 0; i < 50; i++)
        {
            _model.LearnPrompt(3_000, 1_000);
            _model.LearnCompletion(1_000, 500);
        }

        Assert.Equal(3, _model.PromptCharactersPerToken, 0.01);
        Assert.Equal(2, _model.CompletionCharactersPerToken, 0.01);
        Assert.Equal(500, _model.MeanCompletionTokens, 50.0);
    }

    [Fact]
    public void Learn_RatioChanges_FollowsTheRecentRequests()
    {
        for (int i = 0; i < 1_000; i++)
            _model.LearnPrompt(4_000, 1_000);
        for (int i = 0; i < 1_000; i++)
            _model.LearnPrompt(1_500, 1_000);

        Assert.Equal(1.5, _model.PromptCharactersPerToken, 0.05);
    }

    [Theory]
    [InlineData(1_000, 0)]
    [InlineData(1_000, -5)]
    [InlineData(1_000, long.MaxValue)]
    [InlineData(1_000, 1)]
    [InlineData(0, 1_000)]
    [InlineData(1_000, 5_000)]
    public void Learn_AbsurdUsage_IsIgnored(long characters, long tokens)
    {
        _model.LearnPrompt(characters, tokens);
        _model.LearnCompletion(characters, tokens);

        Assert.Equal((4, 4), (_model.PromptCharactersPerToken, _model.CompletionCharactersPerToken));
    }

    [Fact]
    public void Learn_HugeRequest_IsBounded()
    {
        _model.LearnPrompt(long.MaxValue / 4, long.MaxValue / 8);

        Assert.Equal(2, _model.PromptCharactersPerToken, 0.01);
        for (int i = 0; i < 1_000; i++)
            _model.LearnPrompt(4_000, 1_000);
        Assert.Equal(4, _model.PromptCharactersPerToken, 0.05);
    }

    [Fact]
    public void GetModel_ManyModels_StoresABoundedNumber()
    {
        var estimator = new TokenEstimator();
        ModelTokens first = estimator.GetModel("model 0");
        for (int i = 0; i < 255; i++)
            estimator.GetModel($"model {i}");
        Assert.Same(estimator.GetModel("last"), estimator.GetModel("last"));

        Assert.NotSame(estimator.GetModel("one more"), estimator.GetModel("one more"));
        Assert.Same(first, estimator.GetModel("model 0"));
    }
}
