using System.Buffers;

namespace MiniMaxClient;

/// <summary>Defines the additional members of an adapter whose provider counts tokens.</summary>
/// <remarks>Implementations must be thread-safe.</remarks>
public interface ITokenCountAdapter
{
    /// <summary>Writes the request that counts the tokens of a chat request.</summary>
    /// <param name="request">The chat request. The adapter must not change it or keep a reference to it.</param>
    /// <param name="body">The buffer to which the JSON body is written.</param>
    /// <returns>The address, the method and the headers.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="NotSupportedException">The provider has no token count endpoint.</exception>
    ProviderRequest WriteTokenCountRequest(ChatCompletionRequest request, IBufferWriter<byte> body);

    /// <summary>Reads the token count.</summary>
    /// <param name="response">A response with a 2xx status.</param>
    /// <returns>The token count.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    /// <exception cref="MiniMaxException">The response is an error or cannot be read.</exception>
    TokenCount ReadTokenCount(ProviderResponse response);
}
