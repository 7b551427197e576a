using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Creates the handler that sends the requests and records them.</summary>
internal static class Transport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    // Shorter ones are not accepted by the recorder, which finds the key of a request itself.
    private const int MinSecretLength = 8;

    /// <summary>Creates a handler.</summary>
    /// <param name="cassette">The path of the recording.</param>
    /// <param name="keys">The API keys, which are not recorded.</param>
    /// <param name="timeProvider">The clock.</param>
    public static HttpMessageHandler Create(string cassette, IEnumerable<string> keys, TimeProvider timeProvider) =>
        new CassetteRecorder(cassette, new()
        {
            Secrets = [.. keys.Where(static key => key.Length >= MinSecretLength)],
            TimeProvider = timeProvider,
        })
        {
            // A redirect would send the key to another host.
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = ConnectTimeout,
            },
        };
}
