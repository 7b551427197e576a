namespace MiniMaxClient.Tests.Chat.Tools;

public sealed class ToolArgumentsJsonTests
{
    [Theory]
    [InlineData(null, "{}")]
    [InlineData("", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{ }", "{ }")]
    [InlineData("\"{\\\"a\\\":\\\"\\\\u00e9\\\"}\"", "{\"a\":\"\\u00e9\"}")]
    public void TryNormalize_RepresentationOfAnObject_ReturnsObject(string? text, string arguments)
    {
        Assert.True(ToolArgumentsJson.TryNormalize(text, out string normalized));
        Assert.Equal(arguments, normalized);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"null\"")]
    [InlineData("\"\\\"{}\\\"\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{'a':1}")]
    public void TryNormalize_OtherText_ReturnsFalse(string text) => Assert.False(ToolArgumentsJson.TryNormalize(text, out _));

    [Fact]
    public void TryNormalize_Object_ReturnsSameInstance()
    {
        string text = string.Concat("{\"a\"", ":1}");
        Assert.True(ToolArgumentsJson.TryNormalize(text, out string arguments));
        Assert.Same(text, arguments);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("[1, 2]", true)]
    [InlineData("\"a\"", true)]
    [InlineData("null", true)]
    [InlineData("", false)]
    [InlineData("{} {}", false)]
    [InlineData("{\"a\":", false)]
    public void IsValidJson_Text_ReturnsWhetherItIsASingleValue(string text, bool expected) =>
        Assert.Equal(expected, ToolArgumentsJson.IsValidJson(text));
}
