using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class TextChunkerTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abcde", 2, "ab|cd|e")]
    [InlineData("a👋b", 1, "a|👋|b")]
    [InlineData("ab👋", 3, "ab|👋")]
    public void Split_Text_KeepsSurrogatePairs(string text, int chunkSize, string expected) =>
        Assert.Equal(expected, string.Join('|', TextChunker.Split(text, chunkSize)));

    [Theory]
    [InlineData("abc", 0, "")]
    [InlineData("abc", 2, "ab")]
    [InlineData("abc", 9, "abc")]
    [InlineData("👋", 1, "👋")]
    [InlineData("a👋", 2, "a")]
    public void Truncate_Text_KeepsSurrogatePairs(string text, int characters, string expected) =>
        Assert.Equal(expected, TextChunker.Truncate(text, characters));
}
