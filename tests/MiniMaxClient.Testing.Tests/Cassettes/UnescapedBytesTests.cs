using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class UnescapedBytesTests
{
    [Theory]
    [InlineData("Backslash", "\\u0061\\x62\\/\\\\c", "ab/\\c")]
    [InlineData("Backslash", "a\\nb\\tc", "abc")]
    [InlineData("Backslash", "\\u00zz", "u00zz")]
    [InlineData("Backslash", "abc", null)]
    [InlineData("Percent", "%61%2d%zz", "a-%zz")]
    [InlineData("Percent", "100%", null)]
    [InlineData("Entity", "&#97;&#x62;&amp;&lt;&none;", "ab&<&none;")]
    [InlineData("Entity", "a&b", null)]
    public void Unescape_OneLayer_IsRemoved(string syntax, string text, string? expected) =>
        Assert.Equal(expected, Text(UnescapedBytes.Create(Encoding.UTF8.GetBytes(text), 0).Unescape(Enum.Parse<EscapeSyntax>(syntax))));

    [Fact]
    public void Create_WhiteSpaceAndInvisibleCharacters_AreRemoved() => Assert.Equal(
        "abcd", Text(UnescapedBytes.Create("a \r\n\tb\u00ADc\u200B\u2060\uFEFFd"u8, 0)));

    [Fact]
    public void GetSource_OfUnescapedBytes_IsTheRangeOfTheEscapes()
    {
        UnescapedBytes bytes = UnescapedBytes.Create("x \\u0061b"u8, 100).Unescape(EscapeSyntax.Backslash)!;

        Assert.Equal("xab", Text(bytes));
        Assert.Equal((100, 101), bytes.GetSource(0, 0));
        Assert.Equal((102, 108), bytes.GetSource(1, 1));
        Assert.Equal((102, 109), bytes.GetSource(1, 2));
    }

    private static string? Text(UnescapedBytes? bytes) =>
        bytes is null ? null : string.Concat(Enumerable.Range(0, bytes.Length).Select(i => (char)bytes[i]));
}
