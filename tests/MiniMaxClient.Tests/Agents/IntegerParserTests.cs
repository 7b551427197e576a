using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class IntegerParserTests
{
    [Theory]
    [InlineData("7", true)]
    [InlineData("-7.0", true)]
    [InlineData("70e-1", true)]
    [InlineData("7E+2", true)]
    [InlineData("0.07e2", true)]
    [InlineData("0.0", true)]
    [InlineData("0e-400", true)]
    [InlineData("7.5", false)]
    [InlineData("75e-1", false)]
    [InlineData("1e-40", false)]
    [InlineData("79228162514264337593543950335.4", false)]
    [InlineData("1e40", false)]
    [InlineData("seven", false)]
    [InlineData("", false)]
    public void TryParse_Notation_DeterminesIntegerByDigits(string text, bool isWhole) => Assert.Equal(isWhole, IntegerParser.TryParse(text, out _));
}
