namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Creates the handler that sends the requests.</summary>
internal static class Transport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    // A redirect would send the key to another host.
    public static HttpMessageHandler Create(string cassette) =>
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout };
}
