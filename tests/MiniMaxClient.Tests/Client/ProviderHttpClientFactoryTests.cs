using MiniMaxClient.Client;

namespace MiniMaxClient.Tests.Client;

public sealed class ProviderHttpClientFactoryTests
{
    [Fact]
    public void CreateHttpClient_AnyOptions_HasNoTimeoutOfItsOwn()
    {
        using HttpClient http = ProviderHttpClientFactory.CreateHttpClient(new() { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal(Timeout.InfiniteTimeSpan, http.Timeout);
    }

    [Fact]
    public void CreateHttpHandler_EitherFramework_FollowsNoRedirectsAndKeepsNoCookies()
    {
        using HttpMessageHandler handler = ProviderHttpClientFactory.CreateHttpHandler(TimeSpan.FromSeconds(7));

        // The netstandard2.0 build creates an HttpClientHandler.
        Assert.Equal((false, false), handler switch
        {
            SocketsHttpHandler sockets => (sockets.AllowAutoRedirect, sockets.UseCookies),
            HttpClientHandler client => (client.AllowAutoRedirect, client.UseCookies),
            _ => (true, true),
        });
    }

    [Fact]
    public void CreateHttpHandler_ConnectTimeout_IsThatOfTheHandler()
    {
        using HttpMessageHandler handler = ProviderHttpClientFactory.CreateHttpHandler(TimeSpan.FromSeconds(7));

        Assert.SkipWhen(handler is HttpClientHandler, "The handler of netstandard2.0 has no connect timeout.");
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<SocketsHttpHandler>(handler).ConnectTimeout);
    }

    [Fact]
    public void CreateHttpHandler_Http2_HasSeveralConnectionsAndPings()
    {
        using HttpMessageHandler handler = ProviderHttpClientFactory.CreateHttpHandler(TimeSpan.FromSeconds(7));

        Assert.SkipWhen(handler is HttpClientHandler, "The handler of netstandard2.0 has no settings of HTTP/2.");
        var sockets = Assert.IsType<SocketsHttpHandler>(handler);
        Assert.True(sockets.EnableMultipleHttp2Connections);
        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20), HttpKeepAlivePingPolicy.WithActiveRequests),
            (sockets.KeepAlivePingDelay, sockets.KeepAlivePingTimeout, sockets.KeepAlivePingPolicy));
    }

    [Theory]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrLower, "2.0")]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionExact, "1.1")]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionOrLower, "3.0")]
    public void ConfigureHttpClient_Version_IsHttp2UnlessTheAppHasSetAnother(
        string version, HttpVersionPolicy policy, string expected)
    {
        using HttpMessageHandler handler = ProviderHttpClientFactory.CreateHttpHandler(TimeSpan.FromSeconds(7));
        Assert.SkipWhen(handler is HttpClientHandler, "The netstandard2.0 build has no HTTP/2.");
        using var http = new HttpClient(handler)
        {
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = policy,
        };

        ProviderHttpClientFactory.ConfigureHttpClient(http);

        Assert.Equal((Version.Parse(expected), policy), (http.DefaultRequestVersion, http.DefaultVersionPolicy));
    }
}
