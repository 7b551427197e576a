using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class HeaderValidatorTests
{
    [Theory]
    [InlineData("X-Mine", true)]
    [InlineData("!#$%&'*+-.^_`|~9", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a:b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    public void IsValidName_Text_DependsOnItsCharacters(string? name, bool isValid) =>
        Assert.Equal(isValid, HeaderValidator.IsValidName(name));

    [Theory]
    [InlineData("host", true)]
    [InlineData("CONTENT-ENCODING", true)]
    [InlineData("X-Client-Request-Id", true)]
    [InlineData("Accept", false)]
    [InlineData("Content", false)]
    public void IsReservedName_AnyCase_IsCompared(string name, bool isReserved) =>
        Assert.Equal(isReserved, HeaderValidator.IsReservedName(name));

    [Theory]
    [InlineData("", true)]
    [InlineData("a\tb ~", true)]
    [InlineData(null, false)]
    [InlineData("a\r\nb", false)]
    [InlineData("ü", false)]
    [InlineData("\u007f", false)]
    public void IsValidValue_Text_DependsOnItsCharacters(string? value, bool isValid) =>
        Assert.Equal(isValid, HeaderValidator.IsValidValue(value));

    [Theory]
    [InlineData("a b", "v", HeaderValidator.InvalidNameProblem)]
    [InlineData("Host", "v", HeaderValidator.ReservedNameProblem)]
    [InlineData("X-Mine", "v\n", HeaderValidator.InvalidValueProblem)]
    [InlineData("X-Mine", "v", null)]
    public void GetHeaderProblem_NameAndValue_ReturnsTheFirstProblem(string name, string value, string? problem) =>
        Assert.Equal(problem, HeaderValidator.GetHeaderProblem(name, value));

    [Fact]
    public void GetHeaderPath_InvalidName_DoesNotQuoteIt()
    {
        Assert.Equal("Headers['X-Mine']", HeaderValidator.GetHeaderPath("X-Mine"));
        Assert.Equal("Headers['…']", HeaderValidator.GetHeaderPath("a key with spaces"));
    }
}
