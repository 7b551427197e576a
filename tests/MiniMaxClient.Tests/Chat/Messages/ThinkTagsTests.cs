namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class ThinkTagsTests
{
    [Theory]
    [InlineData("<think>a", 0, 7)]
    [InlineData("a<thinking>", 1, 10)]
    [InlineData("<mm:think>", 0, 10)]
    [InlineData("</think>", 0, 0)]
    [InlineData("<Think>", 0, 0)]
    [InlineData("<thin", 0, 0)]
    public void GetOpeningTagLength_Text_ReturnsLengthOrZero(string text, int index, int expected) =>
        Assert.Equal(expected, ThinkTags.GetOpeningTagLength(text, index));

    [Theory]
    [InlineData("</think>a", 0, 8)]
    [InlineData("a</thinking>", 1, 11)]
    [InlineData("</mm:think>", 0, 11)]
    [InlineData("<think>", 0, 0)]
    public void GetClosingTagLength_Text_ReturnsLengthOrZero(string text, int index, int expected) =>
        Assert.Equal(expected, ThinkTags.GetClosingTagLength(text, index));

    [Theory]
    [InlineData("a<", 1, true)]
    [InlineData("<thin", 0, true)]
    [InlineData("</mm:", 0, true)]
    [InlineData("", 0, true)]
    [InlineData("<thin a", 0, false)]
    [InlineData("<this", 0, false)]
    public void IsPartialTag_TextToItsEnd_ReturnsWhetherATagCanFollow(string text, int index, bool expected) =>
        Assert.Equal(expected, ThinkTags.IsPartialTag(text, index));
}
