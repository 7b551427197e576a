using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class TokenCountsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    public void EstimateFromCharacters_Count_RoundsUp(int characters, int expected) =>
        Assert.Equal(expected, TokenCounts.EstimateFromCharacters(characters));

    [Fact]
    public void Total_PromptAndCompletion_IsTheirSum() => Assert.Equal(7, new TokenCounts(3, 4, 2).Total);
}
