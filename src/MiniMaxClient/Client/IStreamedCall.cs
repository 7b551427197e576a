namespace MiniMaxClient.Client;

/// <summary>A call whose answer is streamed.</summary>
internal interface IStreamedCall : IDisposable
{
    /// <summary>Starts to move to the next chunk, which sends the request if there was none.</summary>
    ValueTask<bool> MoveNextAsync();

    /// <summary>Ends the move: the chunk, or null at the end of the answer.</summary>
    /// <param name="hasNext">What the move gave.</param>
    ChatCompletionChunk? Take(bool hasNext);

    /// <summary>What the caller is to see of a failure; null to let it pass as it is.</summary>
    Exception? Translate(Exception failure);

    /// <summary>Ends the stream, wherever it is.</summary>
    ValueTask EndStreamAsync();
}
