using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class RedactedTextTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abd", false)]
    [InlineData("~REDACTED~", "", true)]
    [InlineData("~REDACTED~", "anything", true)]
    [InlineData("a ~REDACTED~ b", "a secret b", true)]
    [InlineData("a ~REDACTED~ b", "a secret c", false)]
    [InlineData("a~REDACTED~a", "a", false)]
    [InlineData("a REDACTED b", "a REDACTED b", true)]
    [InlineData("a REDACTED b", "a secret b", false)]
    [InlineData("REDACTED", "x", false)]
    [InlineData("[REDACTED]", "[x]", false)]
    [InlineData("~REDACTED~,~REDACTED~.", "x,y,z.", true)]
    [InlineData("~REDACTED~,~REDACTED~.", "x.y", false)]
    public void IsMatch_RemovedText_MatchesAnyText(string recorded, string text, bool expected) =>
        Assert.Equal(expected, RedactedText.IsMatch(recorded, text));

    [Fact]
    public void DescribeDifference_ShortTexts_HasBoth() =>
        Assert.Equal("recorded 1, sent 2", RedactedText.DescribeDifference("1", "2"));

    [Fact]
    public void DescribeDifference_LongTexts_HasTheFirstDifference()
    {
        string start = new('a', 500);
        string end = new('z', 500);

        Assert.Equal(
            $"recorded …{new string('a', 20)}b{new string('z', 39)}…, sent …{new string('a', 20)}c",
            RedactedText.DescribeDifference(start + "b" + end, start + "c"));
    }
}
