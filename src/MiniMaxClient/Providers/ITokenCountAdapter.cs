using System.Buffers;

namespace MiniMaxClient;

/// <summary>The part of an adapter whose provider counts tokens.</summary>
public interface ITokenCountAdapter
{
    /// <summary>Writes the request for the count of a request's tokens.</summary>
    /// <param name="request">The request; it must not be changed or kept.</param>
    /// <param name="body">Where the JSON body goes.</param>
    /// <exception cref="NotSupportedException">The provider has no such endpoint.</exception>
    ProviderRequest WriteTokenCountRequest(ChatCompletionRequest request, IBufferWriter<byte> body);

    /// <summary>Reads the count.</summary>
    /// <param name="response">An answer with a 2xx status.</param>
    /// <exception cref="MiniMaxException">The answer is an error, or none that can be read.</exception>
    TokenCount ReadTokenCount(ProviderResponse response);
}
