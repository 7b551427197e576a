using System.Net;

namespace MiniMaxClient.Client;

/// <summary>The connections that calls go over.</summary>
internal static class ProviderConnection
{
    public static HttpClient CreateClient(ChatCompletionsClientOptions options) =>
        new(CreateHandler(options.ConnectTimeout), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A handler that follows no redirect, so that no key, in header or body, goes to another host.</summary>
    /// <param name="connectTimeout">The limit on making a connection.</param>
    public static HttpMessageHandler CreateHandler(TimeSpan connectTimeout) =>
#if NETSTANDARD2_0
        new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        };
#else
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = connectTimeout,
            // An answer that nobody reads on is to end at the provider, who charges for it, and not to be read to no purpose; its
            // last bytes, behind the end mark, are on their way and let the connection be used again.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(250),
            // A connection does not outlive its host's address by more than this.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
        };
#endif
}
