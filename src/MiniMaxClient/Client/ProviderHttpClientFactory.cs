namespace MiniMaxClient.Client;

/// <summary>Creates the HTTP client and handler of a client that has none from the app.</summary>
internal static class ProviderHttpClientFactory
{
    public static HttpClient CreateHttpClient(ChatCompletionsClientOptions options) =>
        new(CreateHttpHandler(options.ConnectTimeout), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Creates a handler that follows no redirect, so that no key, in header or body, is sent to another host.</summary>
    /// <param name="connectTimeout">The timeout of opening a connection.</param>
    public static HttpMessageHandler CreateHttpHandler(TimeSpan connectTimeout) =>
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
            // The host's address is resolved again after this time.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            // The end of a body follows the end mark of a stream at once, so that its connection can be reused. A stream that is
            // abandoned goes on, and is paid for, until this time has passed.
            ResponseDrainTimeout = TimeSpan.FromSeconds(0.25),
        };
#endif
}
