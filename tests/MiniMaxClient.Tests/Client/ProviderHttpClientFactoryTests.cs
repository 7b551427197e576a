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
}
