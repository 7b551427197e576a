using System.Net.Sockets;
using System.Security.Authentication;

namespace MiniMaxClient.Errors;

/// <summary>Determines the reason of a failure before the response headers.</summary>
internal static class ConnectionFailure
{
    private const string TlsReason = "the TLS handshake failed";
    private const string UnknownReason = "no connection could be opened";

    /// <summary>Gets the reason why no connection was opened, so that nothing was sent.</summary>
    /// <returns>The reason; null if the request may have been sent.</returns>
    public static string? FindConnectReason(Exception failure)
    {
#if NET8_0_OR_GREATER
        switch ((failure as HttpRequestException)?.HttpRequestError)
        {
            case HttpRequestError.NameResolutionError:
                return FindSocketReason(SocketError.HostNotFound);
            case HttpRequestError.SecureConnectionError:
                return TlsReason;
            case HttpRequestError.ProxyTunnelError:
                return "the proxy refused the connection";
            case HttpRequestError.VersionNegotiationError:
                return "the server does not support the required HTTP version";
            case HttpRequestError.ConnectionError:
                return FindInnerReason(failure) ?? UnknownReason;
        }
#endif
        return FindInnerReason(failure);
    }

    private static string? FindInnerReason(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return TlsReason;
                case SocketException socket:
                    return FindSocketReason(socket.SocketErrorCode);
                case IOException:
                    return null;
            }
        }

        return null;
    }

    private static string? FindSocketReason(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name could not be resolved",
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "the network has no route to the host",
        SocketError.TimedOut => "the connection attempt timed out",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => null,
        _ => UnknownReason,
    };
}
