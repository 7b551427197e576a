using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class EndpointUriBuilderTests
{
    [Theory]
    [InlineData("https://host", "https://host/v1/chat/completions")]
    [InlineData("https://host/", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/chat", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/chat/completions", "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/chat/completions/", "https://host/v1/chat/completions")]
    [InlineData("https://host//v1//", "https://host/v1/chat/completions")]
    [InlineData("https://host/proxy", "https://host/proxy/v1/chat/completions")]
    [InlineData("https://host/proxy/v1", "https://host/proxy/v1/chat/completions")]
    [InlineData("https://host/v1/v1", "https://host/v1/v1/chat/completions")]
    [InlineData("https://host/chat", "https://host/chat/v1/chat/completions")]
    [InlineData("https://host:8443/v1?tenant=a", "https://host:8443/v1/chat/completions?tenant=a")]
    [InlineData("https://host/a%20b", "https://host/a%20b/v1/chat/completions")]
    [InlineData("http://localhost:8000", "http://localhost:8000/v1/chat/completions")]
    [InlineData("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1/chat/completions")]
    [InlineData("http://[::1]:8000", "http://[::1]:8000/v1/chat/completions")]
    [InlineData("https+http://localhost:8000/v1", "https+http://localhost:8000/v1/chat/completions")]
    [InlineData("https://_endpoint.gateway/v1", "https://_endpoint.gateway/v1/chat/completions")]
    public void Combine_BaseAddress_KeepsEachSegmentOnce(string address, string joined) =>
        Assert.Equal(joined, EndpointUriBuilder.Combine(new(address), "v1/chat/completions", false, "address").AbsoluteUri);

    [Theory]
    [InlineData("https+http://gateway", "https+http://gateway/v1/chat/completions")]
    [InlineData("http+https://gateway:8080/v1", "http+https://gateway:8080/v1/chat/completions")]
    [InlineData("https+http://_endpoint.gateway/v1?a=1", "https+http://_endpoint.gateway/v1/chat/completions?a=1")]
    public void Combine_ServiceDiscoveryWithConsent_KeepsTheScheme(string address, string joined) =>
        Assert.Equal(joined, EndpointUriBuilder.Combine(new(address), "v1/chat/completions", true, "address").AbsoluteUri);

    [Theory]
    [InlineData("https://host", "https://host/api/v7/llm/chat/completions")]
    [InlineData("https://host/api/v7", "https://host/api/v7/llm/chat/completions")]
    [InlineData("https://host/api/v7/llm/", "https://host/api/v7/llm/chat/completions")]
    [InlineData("https://host/modelslab/api/v7/llm", "https://host/modelslab/api/v7/llm/chat/completions")]
    public void Combine_LongerPath_KeepsEachSegmentOnce(string address, string joined) =>
        Assert.Equal(joined, EndpointUriBuilder.Combine(new(address), "api/v7/llm/chat/completions", false, "address").AbsoluteUri);

    [Theory]
    [InlineData("http://host/v1", "which is not encrypted")]
    [InlineData("https+http://gateway/v1", "'https+http://gateway/v1' uses http, which is not encrypted")]
    [InlineData("http+https://gateway/v1", "which is not encrypted")]
    [InlineData("https+ftp://gateway/v1", "an unsupported scheme")]
    [InlineData("ftp://host/v1", "an unsupported scheme")]
    [InlineData("file:///v1", "an unsupported scheme")]
    [InlineData("https://user:secret@host/v1", "a user name")]
    [InlineData("https://host/v1#part", "a fragment")]
    public void Combine_InsecureAddress_ThrowsArgumentException(string address, string reason)
    {
        var e = Assert.Throws<ArgumentException>(() => EndpointUriBuilder.Combine(new(address), "v1", false, "address"));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Equal("address", e.ParamName);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Combine_RelativeAddress_ThrowsArgumentException()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new AimlApiAdapter("key-1", new() { BaseAddress = new("v1/chat", UriKind.Relative) }));
        Assert.Contains("is not absolute", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Combine_InsecureHttpAllowed_IsAccepted() =>
        Assert.Equal("http://host/v1", EndpointUriBuilder.Combine(new("http://host"), "v1", true, "address").AbsoluteUri);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("//host/v1")]
    [InlineData("https://")]
    public void Parse_InvalidAddress_ThrowsArgumentException(string address)
    {
        var e = Assert.Throws<ArgumentException>(() => new OpenAICompatibleAdapter("host", address, "key-1"));
        Assert.Equal("endpoint", e.ParamName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("key with spaces")]
    [InlineData("key\r\nX-Injected: 1")]
    [InlineData("schlüssel")]
    public void Constructor_InvalidApiKey_ThrowsArgumentExceptionWithoutQuotingIt(string key)
    {
        var e = Assert.Throws<ArgumentException>(() => new RunApiAdapter(key));
        Assert.Equal("apiKey", e.ParamName);
        if (key.Trim().Length > 0)
            Assert.DoesNotContain(key, e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://host/v1", "https://host/")]
    [InlineData("https://host/a/v1/", "https://host/a/")]
    [InlineData("https://host/a?x=1", "https://host/a?x=1")]
    [InlineData("https://host/av1", "https://host/av1")]
    public void RemovePath_Address_RemovesThePathAtItsEnd(string address, string expected) =>
        Assert.Equal(expected, EndpointUriBuilder.RemovePath(new(address), ["v1/chat", "v1"]).AbsoluteUri);
}
