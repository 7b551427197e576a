using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(10)]
    public void GetProblems_ValidOptions_ReturnsNone(int maxCorrections) => Assert.Empty(
        new StructuredOutputOptions { MaxCorrections = maxCorrections, Schema = Json.Element("{}") }.GetProblems());

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    public void GetProblems_MaxCorrectionsOutOfRange_ReturnsTheProblem(int maxCorrections) => Assert.Equal(
        [$"MaxCorrections is {maxCorrections}; it must be 0 to 10."],
        new StructuredOutputOptions { MaxCorrections = maxCorrections }.GetProblems());

    [Fact]
    public void GetProblems_SeveralInvalidOptions_ReturnsAllProblems()
    {
        var options = new StructuredOutputOptions
        {
            MaxCorrections = 11, Mode = (StructuredOutputMode)(-1), Schema = Json.Element("[]"),
        };

        Assert.Equal(3, options.GetProblems().Count());
    }
}
