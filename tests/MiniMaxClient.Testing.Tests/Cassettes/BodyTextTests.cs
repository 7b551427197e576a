using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class BodyTextTests
{
    // Parts that meet: line endings, escapes, markers, halves of characters.
    private static readonly byte[][] Parts =
    [
        "a"u8.ToArray(), " "u8.ToArray(), "\t"u8.ToArray(), "\r"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "|"u8.ToArray(),
        "="u8.ToArray(), "data: {}"u8.ToArray(), "{\"a\":1}"u8.ToArray(), "[\"\\n\"]"u8.ToArray(), "ä"u8.ToArray(), "👋"u8.ToArray(),
        [0xC3], [0x80], [0xFF], [0], [0x1B], "\u2028"u8.ToArray(), "\uFEFF"u8.ToArray(), "\u202E"u8.ToArray(), "\u0085"u8.ToArray(),
        new byte[100], "{"u8.ToArray(), "}"u8.ToArray(), "\""u8.ToArray(), ":"u8.ToArray(),
    ];

    [Theory]
    [InlineData("data: {}\n\n", "| data: {}\n|\n")]
    [InlineData("data: {}\r\n\r\n", "^ data: {}\n^\n")]
    [InlineData("a\r\rb", "_ a\n= DQ==\n= DQ==\n_ b\n")]
    [InlineData("a", "_ a\n")]
    [InlineData("a \n", "_ a\n= IAo=\n")]
    [InlineData("", "")]
    [InlineData("\n", "|\n")]
    [InlineData("{\"a\":[]}", ": {\n:   \"a\": []\n: }\n")]
    [InlineData("{\"a\": []}", "_ {\"a\": []}\n")]
    [InlineData("{\"a\":\"\u2028\"}", "= eyJhIjoi4oCoIn0=\n")]
    [InlineData("Grüße 👋🏽\n", "| Grüße 👋🏽\n")]
    [InlineData("\0", "= AA==\n")]
    public void Append_Body_IsReadable(string body, string text) => Assert.Equal(text, Append(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Append_LongBytes_HasLinesOf76Characters()
    {
        string text = Append(new byte[120]);

        Assert.Equal([76, 76, 8], text.TrimEnd('\n').Split('\n').Select(static line => line.Length - 2));
        Assert.Equal(new byte[120], BodyText.Read(text.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public void Read_AnyBodyAppended_IsTheBody() => Prop.ForAll(
        Gen.ListOf(Gen.Elements(Parts)).Select(static parts => parts.SelectMany(static part => part).ToArray()).ToArbitrary(),
        static body =>
        {
            string text = Append(body);
            string[] lines = text.Length == 0 ? [] : text[..^1].Split('\n');

            Assert.Equal(body, BodyText.Read(lines));
            Assert.All(lines, static line => Assert.True(BodyText.IsBodyLine(line) && line == line.TrimEnd()));
            Assert.DoesNotContain('\r', text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Read_EditedJson_HasNoWhiteSpace() => Assert.Equal(
        "{\"a\":\"b c\",\"d\":1}", Encoding.UTF8.GetString(BodyText.Read([": {", ": \"a\":   \"b c\",", ": \"d\": 1", ": }"])));

    [Fact]
    public void Read_NoBase64_ThrowsFormatException() => Assert.Throws<FormatException>(() => BodyText.Read(["= ?"]));

    private static string Append(byte[] body)
    {
        StringBuilder text = new();
        BodyText.Append(text, body);
        return text.ToString();
    }
}
