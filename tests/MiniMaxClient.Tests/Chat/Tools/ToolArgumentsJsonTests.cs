namespace MiniMaxClient.Tests.Chat.Tools;

/// <summary>The JSON object that a call's arguments stand for.</summary>
public sealed class ToolArgumentsJsonTests
{
    [Theory]
    [InlineData(null, "{}")]
    [InlineData("", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{ }", "{ }")]
    [InlineData("\"{\\\"a\\\":\\\"\\\\u00e9\\\"}\"", "{\"a\":\"\\u00e9\"}")]
    public void Arguments_ThatStandForAnObject_AreIt(string? text, string arguments)
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
    public void Arguments_OfAnythingElse_AreNone(string text) => Assert.False(ToolArgumentsJson.TryNormalize(text, out _));

    [Fact]
    public void Object_IsTheSameInstance()
    {
        string text = string.Concat("{\"a\"", ":1}");
        Assert.True(ToolArgumentsJson.TryNormalize(text, out string arguments));
        Assert.Same(text, arguments);
    }
}
