using System.Buffers;

namespace MiniMaxClient;

/// <summary>Defines the additional members of an adapter whose provider reports the balance of the account.</summary>
/// <remarks>Implementations must be thread-safe.</remarks>
public interface IBalanceAdapter
{
    /// <summary>Writes the request for the balance.</summary>
    /// <param name="body">The buffer to which a JSON body is written; a GET request has none.</param>
    /// <returns>
    /// The address, the method and the headers. A key in the body must be listed in <see cref="ProviderRequest.Secrets"/>, unless
    /// it is the key of a <see cref="ProviderAdapter"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    ProviderRequest WriteBalanceRequest(IBufferWriter<byte> body);

    /// <summary>Reads the balance.</summary>
    /// <param name="response">A response with a 2xx status.</param>
    /// <returns>The balance.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    /// <exception cref="MiniMaxException">The response is an error or cannot be read.</exception>
    AccountBalance ReadBalance(ProviderResponse response);
}
