using System.Net.Sockets;
using System.Security.Authentication;

namespace MiniMaxClient.Errors;

/// <summary>Creates the exceptions for connections that could not be opened or were lost.</summary>
internal static class ConnectionErrorFactory
{
    private const string TlsReason = "the TLS handshake failed";
    private const string UnknownReason = "no connection could be opened";

    /// <summary>Creates the exception for an attempt that failed before the headers of its response.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="address">The address of the provider; null if it is unknown.</param>
    /// <param name="cause">The exception of the HTTP client.</param>
    public static MiniMaxConnectionException NoResponse(string provider, Uri? address, Exception cause)
    {
        string host = address is null ? "" : $" at {address.Authority}";
        string message = FindConnectReason(cause) is { } reason
            ? $"{provider} could not be reached{host}: {reason}."
            : HasConnectionFailed(cause)
                ? $"The connection to {provider}{host} was closed before a response arrived; the provider may have processed and "
                    + "charged the request."
                : $"The HTTP client failed before a response from {provider}{host} arrived; the request may have been sent.";
        return new(message, cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
            // HttpClient throws it for a certificate that is not trusted.
            IsPermanent = cause.InnerException is AuthenticationException,
        };
    }

    /// <summary>Creates the exception for a request that a handler of the application's HTTP client rejected.</summary>
    public static MiniMaxConnectionException RejectedByHandler(string provider, Exception cause) =>
        new($"The request to {provider} was rejected by a resilience handler of the application's HttpClient.", cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
        };

    /// <summary>Creates the exception for an address whose scheme only service discovery understands.</summary>
    public static MiniMaxConnectionException ServiceDiscoveryMissing(string provider, string scheme, Exception cause) => new(
        $"{provider} could not be reached: no handler of the HttpClient resolves the scheme '{scheme}'. Add service discovery to "
        + "the HttpClient, such as AddServiceDiscovery() on the builder that AddMiniMaxClient returns, or use https.",
        cause)
    {
        Provider = provider,
        HasLibraryMessage = true,
        IsPermanent = true,
    };

    /// <summary>Creates the exception for a non-streaming response that is incomplete.</summary>
    public static MiniMaxConnectionException ConnectionLost(string provider, Exception? cause) =>
        new($"The connection to {provider} was closed before the response was complete.", cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
        };

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

    private static bool HasConnectionFailed(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is IOException or SocketException)
                return true;
        }

        return false;
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
