using System.Net.Http.Headers;

namespace MiniMaxClient;

/// <summary>What the client must know of a provider: how a request is written and an answer read.</summary>
/// <remarks>
/// An adapter translates; the client sends, bounds, times and cancels. All members may be called by any number of threads at
/// once. A provider that speaks the OpenAI style needs no adapter of its own: see <see cref="OpenAICompatibleAdapter"/>.
/// </remarks>
public interface IProviderAdapter
{
    /// <summary>The name of the provider, for errors, logs and telemetry: lower case, such as <c>aimlapi</c>.</summary>
    string Name { get; }

    /// <summary>What the provider takes in a request for a model.</summary>
    /// <param name="model">A canonical id of <see cref="MiniMaxModels"/> or the provider's own.</param>
    ModelCapabilities GetCapabilities(string model);

    /// <summary>The provider's own id of a model; one that it does not know stays as it is.</summary>
    /// <param name="model">The id of the request: canonical, or the provider's own.</param>
    string MapModel(string model);

    /// <summary>Writes a request that the client has checked.</summary>
    /// <param name="request">The request; it must not be changed or kept.</param>
    /// <param name="stream">Whether the answer is to be streamed.</param>
    /// <param name="body">Where the JSON body goes.</param>
    /// <returns>
    /// Where the body is sent, and with which headers; a secret that their names do not tell is one of
    /// <see cref="ProviderRequest.Secrets"/>.
    /// </returns>
    ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, System.Buffers.IBufferWriter<byte> body);

    /// <summary>The provider's id of a request, from the answer's headers; null when they have none.</summary>
    /// <param name="headers">The headers of an answer, whatever its status.</param>
    string? GetRequestId(HttpResponseHeaders headers);

    /// <summary>Reads the whole answer to a plain call.</summary>
    /// <param name="response">An answer with a 2xx status.</param>
    /// <exception cref="MiniMaxException">The answer is an error, or none that can be read.</exception>
    ChatCompletion ReadCompletion(ProviderResponse response);

    /// <summary>Reads a streamed answer, chunk by chunk.</summary>
    /// <param name="response">The head of an answer with a 2xx status.</param>
    /// <param name="body">The bytes as they come; the client disposes of it.</param>
    /// <param name="cancellationToken">Ends the reading with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MiniMaxException">While enumerating: an error in the stream, or a stream that breaks off.</exception>
    IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
        ProviderResponse response, Stream body, CancellationToken cancellationToken);

    /// <summary>Reads an answer with a status other than 2xx.</summary>
    /// <remarks>
    /// The client hides the secrets of the request in what <see cref="MiniMaxException"/> shows, and in its text together with
    /// that of inner exceptions; the <see cref="Exception.Message"/> of an inner exception stays as it is.
    /// </remarks>
    /// <param name="response">The answer; its body is cut at the client's limit and may be anything.</param>
    /// <returns>The exception that the client throws.</returns>
    MiniMaxException ReadError(ProviderResponse response);
}
