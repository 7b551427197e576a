namespace MiniMaxClient.Tests.Providers;

public sealed class MiniMaxModelsTests
{
    [Theory]
    [InlineData(MiniMaxModels.M1)]
    [InlineData(MiniMaxModels.M2_Her)]
    [InlineData(MiniMaxModels.M3_1_Flash)]
    [InlineData("minimax/m2-7-20260402")]
    [InlineData("MiniMaxAI/MiniMax-M2")]
    [InlineData("minimax-minimax-m2")]
    [InlineData("vendor/m2-her-20260101")]
    public void IsMiniMaxModel_CanonicalOrProviderId_ReturnsTrue(string model) =>
        Assert.True(MiniMaxModels.IsMiniMaxModel(model));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("gpt-5")]
    [InlineData("m2-heron")]
    [InlineData("m2-her/other")]
    public void IsMiniMaxModel_OtherId_ReturnsFalse(string? model) => Assert.False(MiniMaxModels.IsMiniMaxModel(model));
}
