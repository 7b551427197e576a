using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Tests.Diagnostics;

public sealed class SourceMappedTextTests
{
    [Fact]
    public void Create_TextWithWhiteSpaceAndControlCharacters_OmitsThem() =>
        Assert.Equal("abcd", Format(SourceMappedText.Create("a b\tc\u0001\u200Bd")));

    [Theory]
    [InlineData("a\\u002Db\\/c\\x2d", (int)EscapeKind.Backslash, "a-b/c-")]
    [InlineData("a%2Db%zz%4", (int)EscapeKind.Percent, "a-b%zz%4")]
    [InlineData("a&#45;b&amp;c&unknown;", (int)EscapeKind.Entity, "a-b&c&unknown;")]
    public void Unescape_EscapedText_RemovesOneLayer(string text, int escape, string expected) =>
        Assert.Equal(expected, Format(SourceMappedText.Create(text).Unescape((EscapeKind)escape)!));

    [Theory]
    [InlineData((int)EscapeKind.Backslash)]
    [InlineData((int)EscapeKind.Percent)]
    [InlineData((int)EscapeKind.Entity)]
    public void Unescape_TextWithoutEscapes_ReturnsNull(int escape) =>
        Assert.Null(SourceMappedText.Create("abc-100% & more\\").Unescape((EscapeKind)escape));

    [Fact]
    public void MarkSource_UnescapedCharacters_MarksTheirEscapes()
    {
        SourceMappedText text = SourceMappedText.Create("x %2D y").Unescape(EscapeKind.Percent)!;
        bool[]? marks = null;

        text.MarkSource(1, 1, ref marks);

        Assert.Equal("x-y", Format(text));
        Assert.Equal([false, false, true, true, true, false, false], marks!);
    }

    private static string Format(SourceMappedText text) =>
        string.Concat(Enumerable.Range(0, text.Length).Select(i => text[i]));
}
