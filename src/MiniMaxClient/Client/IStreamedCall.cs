namespace MiniMaxClient.Client;

/// <summary>A call whose answer is streamed.</summary>
internal interface IStreamedCall : IDisposable
{
    /// <summary>Moves to the next chunk, which sends the request if there was none; null at the end of the answer.</summary>
    ValueTask<ChatCompletionChunk?> MoveNextAsync();

    /// <summary>What the caller is to see of a failure; null to let it pass as it is.</summary>
    Exception? Translate(Exception failure);

    /// <summary>Ends the stream, wherever it is.</summary>
    ValueTask EndStreamAsync();
}
