#if !NETSTANDARD2_0
using System.Net;
#endif

namespace MiniMaxClient.Client;

/// <summary>Creates the HTTP client and handler of a client for which the app provides none.</summary>
internal static class ProviderHttpClientFactory
{
#if !NETSTANDARD2_0
    // An instance of its own, by which a version that the app sets can be distinguished.
    private static readonly Version Http2 = new(2, 0);
#endif

    public static HttpClient CreateHttpClient(ChatCompletionsClientOptions options)
    {
        var http = new HttpClient(CreateHttpHandler(options.ConnectTimeout), disposeHandler: true);
        ConfigureHttpClient(http);
        return http;
    }

    /// <summary>Sets no timeout, since calls have their own, and HTTP/2 where the server offers it.</summary>
    public static void ConfigureHttpClient(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
#if !NETSTANDARD2_0
        // A later version or a policy that the app has set for all of its clients is kept.
        if (http.DefaultRequestVersion == HttpVersion.Version11
            && http.DefaultVersionPolicy == HttpVersionPolicy.RequestVersionOrLower)
            http.DefaultRequestVersion = Http2;
#endif
    }

    /// <summary>Resets the version of an HTTP client that does not have the handler of this class.</summary>
    /// <remarks>
    /// By default a handler has one HTTP/2 connection, on which calls wait for each other, and no pings, so that a connection
    /// that the network has dropped is used until TCP reports it. A version that the app sets is kept.
    /// </remarks>
    public static void UseVersionOfTheHandler(HttpClient http)
    {
#if !NETSTANDARD2_0
        if (ReferenceEquals(http.DefaultRequestVersion, Http2))
            http.DefaultRequestVersion = HttpVersion.Version11;
#endif
    }

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
            // The host name is resolved again after this time. A stream that outlives it keeps its connection.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            EnableMultipleHttp2Connections = true,
            // A timeout ends one stream of an HTTP/2 connection, not the connection: without pings, calls would be sent on one
            // that the network has dropped until TCP reports it, minutes later. The connection is closed if there is no pong
            // within 20 seconds, the default of KeepAlivePingTimeout.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // HTTP/1.1: the end of the body follows the last event of a stream immediately, so that its connection can be reused.
            // A stream that is abandoned continues, and is billed, until this time has elapsed.
            ResponseDrainTimeout = TimeSpan.FromSeconds(0.25),
        };
#endif
}
