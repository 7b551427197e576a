using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Tests.Diagnostics;

public sealed class ApiKeyTests
{
    [Fact]
    public void ToString_AnyKey_IsAsterisks()
    {
        var key = new ApiKey("sk-0123456789", "apiKey");

        Assert.Equal("***", key.ToString());
        Assert.Equal("sk-0123456789", key.Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("secret key")]
    [InlineData("secret\nkey")]
    [InlineData("secret\x7fkey")]
    [InlineData("secret-kéy")]
    public void Constructor_InvalidKey_ThrowsWithoutTheKey(string value)
    {
        var e = Assert.Throws<ArgumentException>(() => new ApiKey(value, "apiKey"));

        Assert.Equal("apiKey", e.ParamName);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_Null_ThrowsArgumentNullException() =>
        Assert.Throws<ArgumentNullException>("apiKey", static () => new ApiKey(null!, "apiKey"));
}
