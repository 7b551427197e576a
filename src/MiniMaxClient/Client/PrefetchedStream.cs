namespace MiniMaxClient.Client;

/// <summary>Represents a stream that has been read ahead to its first chunk or its first token.</summary>
internal sealed class PrefetchedStream : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ChatCompletionChunk> _chunks;
    private readonly Queue<ChatCompletionChunk> _prefetchedChunks = [];
    private ChatCompletionChunk? _prefetchedCurrent;

    private PrefetchedStream(IAsyncEnumerator<ChatCompletionChunk> chunks) => _chunks = chunks;

    /// <summary>Starts a stream and waits for its first chunk, or for its first token.</summary>
    /// <param name="chunks">The stream.</param>
    /// <param name="shouldWaitForToken">Whether to read ahead to the first token rather than the first chunk.</param>
    /// <param name="onChunk">The action to run for each chunk that is read ahead.</param>
    /// <param name="cancellationToken">The token to cancel the stream, also after this method returns.</param>
    public static async Task<PrefetchedStream> PrefetchAsync(
        IAsyncEnumerable<ChatCompletionChunk> chunks,
        bool shouldWaitForToken,
        Action onChunk,
        CancellationToken cancellationToken)
    {
        var stream = new PrefetchedStream(chunks.GetAsyncEnumerator(cancellationToken));
        try
        {
            while (await stream._chunks.MoveNextAsync().ConfigureAwait(false))
            {
                onChunk();
                stream._prefetchedChunks.Enqueue(stream._chunks.Current);
                if (!shouldWaitForToken || stream._chunks.Current.HasToken)
                    break;
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The current chunk.</summary>
    public ChatCompletionChunk Current => _prefetchedCurrent ?? _chunks.Current;

    /// <summary>Moves to the next chunk; returns false at the end of the stream.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        _prefetchedCurrent = _prefetchedChunks.Count > 0 ? _prefetchedChunks.Dequeue() : null;
        return _prefetchedCurrent is null ? _chunks.MoveNextAsync() : new(true);
    }

    public ValueTask DisposeAsync() => _chunks.DisposeAsync();
}
