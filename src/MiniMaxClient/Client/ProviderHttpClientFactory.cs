namespace MiniMaxClient.Client;

/// <summary>Creates the HTTP client and handler of a client for which the app provides none.</summary>
internal static class ProviderHttpClientFactory
{
    public static HttpClient CreateHttpClient(ChatCompletionsClientOptions options) =>
        new(CreateHttpHandler(options.ConnectTimeout), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Creates a handler that does not follow redirects, so that no API key is sent to another host.</summary>
    /// <param name="connectTimeout">The timeout for opening a connection.</param>
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
            // The host name is resolved again after this time.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            // The end of the body follows the last event of a stream immediately, so that its connection can be reused. A stream
            // that is abandoned continues, and is billed, until this time has elapsed.
            ResponseDrainTimeout = TimeSpan.FromSeconds(0.25),
        };
#endif
}
