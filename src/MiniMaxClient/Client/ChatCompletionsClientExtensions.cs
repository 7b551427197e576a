using System.Runtime.CompilerServices;

namespace MiniMaxClient;

/// <summary>Extension methods for <see cref="IChatCompletionsClient"/> and its streams.</summary>
public static class ChatCompletionsClientExtensions
{
    /// <summary>Sends a user message and returns the response.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The text of the user message.</param>
    /// <param name="model">
    /// The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id; null for the default model of the client.
    /// </param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/> or <paramref name="prompt"/> is null.
    /// </exception>
    /// <exception cref="MiniMaxException">The call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    [OverloadResolutionPriority(1)]
    public static Task<ChatCompletion> CompleteAsync(
        this IChatCompletionsClient client,
        string prompt,
        string? model = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CompleteAsync(CreateRequest(prompt, model), cancellationToken);
    }

    /// <summary>Sends the messages of a conversation and returns the response.</summary>
    /// <param name="client">The client.</param>
    /// <param name="messages">The conversation so far; at least one message.</param>
    /// <param name="model">
    /// The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id; null for the default model of the client.
    /// </param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/> or <paramref name="messages"/> is null.
    /// </exception>
    /// <exception cref="MiniMaxException">The call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public static Task<ChatCompletion> CompleteAsync(
        this IChatCompletionsClient client,
        IEnumerable<ChatMessage> messages,
        string? model = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CompleteAsync(CreateRequest(messages, model), cancellationToken);
    }

    /// <summary>Sends a user message and streams the response.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The text of the user message.</param>
    /// <param name="model">
    /// The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id; null for the default model of the client.
    /// </param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/> or <paramref name="prompt"/> is null.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// The request is invalid and was not sent; or, while enumerating, the call failed or the stream was interrupted.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the call was canceled.</exception>
    [OverloadResolutionPriority(1)]
    public static IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        this IChatCompletionsClient client,
        string prompt,
        string? model = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(CreateRequest(prompt, model), cancellationToken);
    }

    /// <summary>Sends the messages of a conversation and streams the response.</summary>
    /// <param name="client">The client.</param>
    /// <param name="messages">The conversation so far; at least one message.</param>
    /// <param name="model">
    /// The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id; null for the default model of the client.
    /// </param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/> or <paramref name="messages"/> is null.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// The request is invalid and was not sent; or, while enumerating, the call failed or the stream was interrupted.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the call was canceled.</exception>
    public static IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        this IChatCompletionsClient client,
        IEnumerable<ChatMessage> messages,
        string? model = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(CreateRequest(messages, model), cancellationToken);
    }

    /// <summary>Reads a stream to its end and combines its chunks into the complete response.</summary>
    /// <param name="chunks">The stream.</param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The complete response.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="chunks"/> is null.</exception>
    /// <exception cref="MiniMaxException">
    /// The call failed or the stream was interrupted; <see cref="MiniMaxException.Partial"/> has the chunks received before.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public static Task<ChatCompletion> ToCompletionAsync(
        this IAsyncEnumerable<ChatCompletionChunk> chunks, CancellationToken cancellationToken = default) =>
        chunks.ToCompletionAsync(static _ => { }, cancellationToken);

    /// <summary>
    /// Reads a stream to its end, calls a delegate for each chunk, and combines the chunks into the complete response.
    /// </summary>
    /// <example>
    /// <c>var completion = await client.StreamAsync(request).ToCompletionAsync(chunk => Console.Write(chunk.Text));</c>
    /// </example>
    /// <param name="chunks">The stream.</param>
    /// <param name="onChunk">
    /// The delegate for each chunk, called when the chunk arrives and before the next one is read. An exception that it throws
    /// ends the stream and is not caught.
    /// </param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MiniMaxException">
    /// The call failed or the stream was interrupted; <see cref="MiniMaxException.Partial"/> has the chunks received before.
    /// </exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public static async Task<ChatCompletion> ToCompletionAsync(
        this IAsyncEnumerable<ChatCompletionChunk> chunks,
        Action<ChatCompletionChunk> onChunk,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        ArgumentNullException.ThrowIfNull(onChunk);
        var builder = new ChatCompletionBuilder();
        // Distinguishes an exception of the stream from one of the delegate, which has its own partial response.
        bool isReading = false;
        try
        {
            await foreach (ChatCompletionChunk chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                builder.Add(chunk);
                isReading = false;
                onChunk(chunk);
                isReading = true;
            }
        }
        catch (MiniMaxException e) when (isReading)
        {
            e.SetPartial(builder.Build());
            throw;
        }

        return builder.Build();
    }

    private static ChatCompletionRequest CreateRequest(string prompt, string? model)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new() { Model = model ?? "", Messages = [ChatMessage.User(prompt)] };
    }

    private static ChatCompletionRequest CreateRequest(IEnumerable<ChatMessage> messages, string? model) =>
        new(model ?? "", messages);
}
