using System.Net.Sockets;
using System.Security.Authentication;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Tests.Errors;

public sealed class ConnectionErrorFactoryTests
{
    /// <summary>Exceptions of HttpClient, and the reason why nothing was sent; null if the request may have been sent.</summary>
    public static TheoryData<Exception, string?> Failures { get; } = new()
    {
        { Connect(SocketError.HostNotFound), "the host name could not be resolved" },
        { Connect(SocketError.TryAgain), "the host name could not be resolved" },
        { Connect(SocketError.ConnectionRefused), "the connection was refused" },
        { Connect(SocketError.NetworkUnreachable), "the network has no route to the host" },
        { Connect(SocketError.TimedOut), "the connection attempt timed out" },
        { Connect(SocketError.AddressFamilyNotSupported), "no connection could be opened" },
        { new HttpRequestException("tls", new AuthenticationException()), "the TLS handshake failed" },
        { new HttpRequestException("a handler of the application"), null },
        { new OperationCanceledException("a handler of the application"), null },
        { new HttpRequestException("reset", new IOException("read", new SocketException((int)SocketError.ConnectionReset))), null },
        { new HttpRequestException("ended", new IOException("The response ended prematurely.")), null },
        { Connect(SocketError.ConnectionReset), null },
        { new IOException("reset"), null },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void FindConnectReason_Failure_IsNullIfTheRequestMayHaveBeenSent(Exception failure, string? reason) =>
        Assert.Equal(reason, ConnectionErrorFactory.FindConnectReason(failure));

    private static HttpRequestException Connect(SocketError error) => new("connect", new SocketException((int)error));
}
