using System.Net.Sockets;
using System.Security.Authentication;

namespace MiniMaxClient.Errors;

/// <summary>Finds out why a connection could not be opened.</summary>
internal static class ConnectionFailure
{
    /// <summary>Gets the reason why no connection was opened, so that nothing was sent.</summary>
    /// <returns>The reason; null if the connection was lost after the request may have been sent.</returns>
    public static string? FindConnectReason(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return "the TLS handshake failed";
                case SocketException socket:
                    return FindConnectReason(socket.SocketErrorCode);
                case IOException:
                    return null;
            }
        }

        return "no connection could be opened";
    }

    private static string? FindConnectReason(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name could not be resolved",
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "the network has no route to the host",
        SocketError.TimedOut => "the connection attempt timed out",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => null,
        _ => "no connection could be opened",
    };
}
