using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class QueryTextTests
{
    [Fact]
    public void Split_Query_HasEachParameter() =>
        Assert.Equal([("a", "1"), ("b", ""), ("c", "x=y")], QueryText.Split("?a=1&b&&c=x=y"));

    [Theory]
    [InlineData("/v1/x", "/v1/x")]
    [InlineData("/v1/x?", "/v1/x?")]
    [InlineData("/v1/x?a=1&key=2&b", "/v1/x?a=1&key=R&b")]
    [InlineData("/v1/x?%6Bey=2&key", "/v1/x?%6Bey=R&key")]
    public void ReplaceValues_ByName_ReplacesThem(string path, string expected) =>
        Assert.Equal(expected, QueryText.ReplaceValues(path, static name => name == "key" ? "R" : null));
}
