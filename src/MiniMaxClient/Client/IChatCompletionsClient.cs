namespace MiniMaxClient;

/// <summary>Represents a client for chat completions.</summary>
/// <remarks>
/// All members are thread-safe and neither modify nor retain the request. Everything else is an extension method over these two
/// methods, so a test double implements only them.
/// </remarks>
public interface IChatCompletionsClient
{
    /// <summary>Sends a request and returns the complete response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The complete response.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed before or during the call.</exception>
    Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sends a request and streams the response.</summary>
    /// <remarks>
    /// The request is validated by the call itself and sent when the enumeration begins; each enumeration sends it again. If the
    /// enumeration completes, the response is complete; otherwise it throws an exception.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The token to cancel the stream, also while no data arrives.</param>
    /// <returns>The chunks of the response.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="MiniMaxException">
    /// The request is invalid and was not sent; or, while enumerating, the call failed or the stream was interrupted.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the call was canceled.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The client is disposed; or, while enumerating, it was disposed during the call.
    /// </exception>
    /// <exception cref="InvalidOperationException">While enumerating: the previous chunk is still awaited.</exception>
    /// <exception cref="NotSupportedException">The enumerator is disposed while a chunk is awaited.</exception>
    IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default);
}
