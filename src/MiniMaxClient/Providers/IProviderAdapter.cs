using System.Net.Http.Headers;

namespace MiniMaxClient;

/// <summary>Defines how a provider's requests are written and its responses are read.</summary>
/// <remarks>
/// An adapter converts; the client sends, limits sizes, applies timeouts and cancels. Implementations must be thread-safe: the
/// client calls all members concurrently. A provider with an OpenAI-compatible endpoint does not require an adapter of its own;
/// use <see cref="OpenAICompatibleAdapter"/>.
/// </remarks>
public interface IProviderAdapter
{
    /// <summary>Gets the name of the provider for errors, logs and telemetry, in lower case, such as <c>aimlapi</c>.</summary>
    string Name { get; }

    /// <summary>Gets the features of requests that the provider supports for a model.</summary>
    /// <param name="model">A canonical id of <see cref="MiniMaxModels"/> or the provider's own id.</param>
    /// <returns>The capabilities of the model.</returns>
    ModelCapabilities GetCapabilities(string model);

    /// <summary>Maps the id of a model to the provider's own id.</summary>
    /// <param name="model">The id in the request: canonical or the provider's own.</param>
    /// <returns>The provider's own id, or <paramref name="model"/> if the adapter does not know it.</returns>
    string MapModel(string model);

    /// <summary>Writes a chat request that the client has validated.</summary>
    /// <param name="request">The request. The adapter must not change it or keep a reference to it.</param>
    /// <param name="stream">Whether the response is streamed.</param>
    /// <param name="body">The buffer to which the JSON body is written.</param>
    /// <returns>
    /// The address, the method and the headers. Secrets that the names of headers and query parameters do not identify must be
    /// listed in <see cref="ProviderRequest.Secrets"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="body"/> is null.</exception>
    ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, System.Buffers.IBufferWriter<byte> body);

    /// <summary>Gets the provider's id of a request from the headers of its response.</summary>
    /// <param name="headers">The headers of a response with any status.</param>
    /// <returns>The id, or null if the headers do not contain one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="headers"/> is null.</exception>
    string? GetRequestId(HttpResponseHeaders headers);

    /// <summary>Reads a non-streaming response.</summary>
    /// <param name="response">A response with a 2xx status.</param>
    /// <returns>The completion.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    /// <exception cref="MiniMaxException">The response is an error or cannot be read.</exception>
    ChatCompletion ReadCompletion(ProviderResponse response);

    /// <summary>Reads a streaming response chunk by chunk.</summary>
    /// <param name="response">The status and the headers of a response with a 2xx status.</param>
    /// <param name="body">The body of the response; the client disposes it.</param>
    /// <param name="cancellationToken">The token that cancels the enumeration.</param>
    /// <returns>The chunks in the order in which they arrive.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="MiniMaxException">
    /// While enumerating: the stream contains an error, cannot be read or ends before it is complete.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// While enumerating: <paramref name="cancellationToken"/> was canceled.
    /// </exception>
    IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
        ProviderResponse response, Stream body, CancellationToken cancellationToken);

    /// <summary>Reads a response with a status other than 2xx.</summary>
    /// <remarks>
    /// The client redacts the secrets of the request in the properties of the <see cref="MiniMaxException"/> and in its
    /// <c>ToString()</c>, inner exceptions included; the <see cref="Exception.Message"/> of an inner exception is not changed.
    /// </remarks>
    /// <param name="response">The response. Its body is truncated at the client's limit and can have any format.</param>
    /// <returns>The exception that the client throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is null.</exception>
    MiniMaxException ReadError(ProviderResponse response);
}
