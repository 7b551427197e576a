using System.Net;
using System.Runtime.Versioning;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Tests.Errors;

public sealed class UrlCredentialRedactorTests
{
    [Theory]
    [InlineData("to proxy 'http://user:pass@host:8/' failed with 502", "to proxy 'http://***@host:8/' failed with 502")]
    [InlineData("socks5://u:p@ss@host", "socks5://***@host")]
    [InlineData("to proxy 'http://user:pa'ss@host:8/' failed", "to proxy 'http://***@host:8/' failed")]
    [InlineData("http://a:b@c and https://d@e", "http://***@c and https://***@e")]
    [InlineData("https://host/path?mail=a@b", "https://host/path?mail=a@b")]
    [InlineData("mail a@b about x://", "mail a@b about x://")]
    public void RedactCredentials_Text_ReplacesOnlyCredentials(string text, string expected) =>
        Assert.Equal(expected, UrlCredentialRedactor.RedactCredentials(text));

    [Fact]
    public void InnerException_WithProxyPassword_KeepsTypeAndOtherText()
    {
        var root = new IOException("http://user:secret@one/ is gone");
        var cause = new HttpRequestException(
            HttpRequestError.ProxyTunnelError, "http://user:secret@two/", root, HttpStatusCode.BadGateway);

        MiniMaxConnectionException e = ConnectionErrorFactory.NoResponse("own", null, cause);

        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
        var inner = Assert.IsType<HttpRequestException>(e.InnerException);
        Assert.Equal("http://***@two/", inner.Message);

        // HttpRequestException of netstandard2.0 has neither property.
        if (!IsNetStandard())
        {
            Assert.Equal(
                (HttpRequestError.ProxyTunnelError, HttpStatusCode.BadGateway), (inner.HttpRequestError, inner.StatusCode));
        }

        Assert.Equal("http://***@one/ is gone", Assert.IsType<IOException>(inner.InnerException).Message);
    }

    [Fact]
    public void InnerException_OtherType_IsNamedInMessage()
    {
        MiniMaxConnectionException e = ConnectionErrorFactory.ConnectionLost("own", new TimeZoneNotFoundException("http://user:secret@one/"));

        Assert.Equal("System.TimeZoneNotFoundException: http://***@one/", e.InnerException!.Message);
    }

    [Fact]
    public void InnerException_WithoutCredentials_IsSameInstance()
    {
        var cause = new HttpRequestException("No route to https://host/.");

        Assert.Same(cause, ConnectionErrorFactory.ConnectionLost("own", cause).InnerException);
    }

    private static bool IsNetStandard() =>
        typeof(ChatCompletionsClient).Assembly.GetCustomAttributes(typeof(TargetFrameworkAttribute), inherit: false)
            is [TargetFrameworkAttribute { FrameworkName: ".NETStandard,Version=v2.0" }];
}
