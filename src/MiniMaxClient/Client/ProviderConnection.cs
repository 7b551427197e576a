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
        };
#else
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = connectTimeout,
            // A connection does not outlive its host's address by more than this.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            // What follows the end mark of a stream comes at once, and its connection serves again. A stream that is left early
            // goes on, and is paid for, until this is over.
            ResponseDrainTimeout = TimeSpan.FromSeconds(0.25),
        };
#endif
}
