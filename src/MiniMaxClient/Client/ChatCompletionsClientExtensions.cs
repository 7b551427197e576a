namespace MiniMaxClient;

/// <summary>Shorter ways to call a client.</summary>
public static class ChatCompletionsClientExtensions
{
    /// <summary>Asks one question and waits for the answer.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">What the user says.</param>
    /// <param name="model">The model: an id of <see cref="MiniMaxModels"/>, or the provider's own.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<ChatCompletion> CompleteAsync(
        this IChatCompletionsClient client, string prompt, string model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.CompleteAsync(Request(prompt, model), cancellationToken);
    }

    /// <summary>Asks one question and gives the answer piece by piece, as it comes.</summary>
    /// <param name="client">The client.</param>
    /// <param name="prompt">What the user says.</param>
    /// <param name="model">The model: an id of <see cref="MiniMaxModels"/>, or the provider's own.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MiniMaxException">
    /// The request was refused before it was sent; or, while enumerating, the call failed or the stream broke off.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    public static IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        this IChatCompletionsClient client, string prompt, string model, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.StreamAsync(Request(prompt, model), cancellationToken);
    }

    /// <summary>Reads a stream to its end and puts it together into the answer that a plain call would have given.</summary>
    /// <param name="chunks">The stream.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="MiniMaxException">
    /// The call failed, or the stream broke off; what had come is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ChatCompletion> ToCompletionAsync(
        this IAsyncEnumerable<ChatCompletionChunk> chunks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        var builder = new ChatCompletionBuilder();
        bool hasBegun = false;
        try
        {
            await foreach (ChatCompletionChunk chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                hasBegun = true;
                builder.Add(chunk);
            }
        }
        catch (MiniMaxException e) when (hasBegun)
        {
            e.Complete(builder.Build());
            throw;
        }

        return builder.Build();
    }

    private static ChatCompletionRequest Request(string prompt, string model)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(model);
        return new() { Model = model, Messages = [ChatMessage.User(prompt)] };
    }
}
