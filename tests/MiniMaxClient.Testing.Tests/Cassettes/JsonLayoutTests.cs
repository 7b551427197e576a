using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class JsonLayoutTests
{
    [Fact]
    public void TryIndent_Compact_HasOnePropertyALine()
    {
        Assert.Equal(
            """
            {
              "a": [
                1,
                {
                  "b": "x, {y}: \"z\" \\"
                },
                [],
                {}
              ],
              "c": 1.50e2
            }
            """.ReplaceLineEndings("\n"),
            Indent("""{"a":[1,{"b":"x, {y}: \"z\" \\"},[],{}],"c":1.50e2}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\": 1}")]
    [InlineData("{\"a\":1}\n")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1}{\"a\":1}")]
    [InlineData("{a:1}")]
    public void TryIndent_NotCompactObjectOrArray_ReturnsNull(string json) => Assert.Null(Indent(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[[[]],{\"\":{}}]")]
    [InlineData("{\"a\":\"\\u00e4 \\\\\",\"a\":-0.0}")]
    public void RemoveWhiteSpace_Indented_IsTheOriginal(string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(JsonLayout.RemoveWhiteSpace(Encoding.UTF8.GetBytes(Indent(json)!))));

    private static string? Indent(string json) =>
        JsonLayout.TryIndent(Encoding.UTF8.GetBytes(json)) is { } indented ? Encoding.UTF8.GetString(indented) : null;
}
