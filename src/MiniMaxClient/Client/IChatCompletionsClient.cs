namespace MiniMaxClient;

/// <summary>A client for chat completions.</summary>
/// <remarks>
/// All members are safe to be called by any number of threads at once, and neither changes nor keeps the request. These two are
/// the whole interface, so a fake is two methods; everything else is an extension over them.
/// </remarks>
public interface IChatCompletionsClient
{
    /// <summary>Asks for an answer and waits for it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentNullException">The request is null.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed of, before the call or during it.</exception>
    Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks for an answer and gives it piece by piece, as it comes.</summary>
    /// <remarks>
    /// The request is checked by the call itself and sent when the enumeration begins; each enumeration sends it anew. An
    /// enumeration that comes to its end has given the whole answer: everything else ends with an exception.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the stream, at once and also when it is silent.</param>
    /// <exception cref="ArgumentNullException">The request is null.</exception>
    /// <exception cref="MiniMaxException">
    /// The request was refused before it was sent; or, while enumerating, the call failed or the stream broke off.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The client is disposed of; or, while enumerating, it was disposed of during the call.
    /// </exception>
    IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default);
}
