namespace MiniMaxClient.Client;

/// <summary>A stream whose first chunks have been read ahead: up to the first chunk, or to the first token.</summary>
internal sealed class PrefetchedStream : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ChatCompletionChunk> _chunks;
    private readonly Queue<ChatCompletionChunk> _prefetchedChunks = [];
    private ChatCompletionChunk? _prefetchedCurrent;

    private PrefetchedStream(IAsyncEnumerator<ChatCompletionChunk> chunks) => _chunks = chunks;

    /// <summary>Starts a stream and waits for its first chunk, or for its first token.</summary>
    /// <param name="chunks">The stream.</param>
    /// <param name="shouldWaitForToken">Whether to wait for a token.</param>
    /// <param name="onChunk">Called at each chunk.</param>
    /// <param name="cancellationToken">Ends the stream, for as long as it lasts.</param>
    public static async Task<PrefetchedStream> PrefetchAsync(
        IAsyncEnumerable<ChatCompletionChunk> chunks, bool shouldWaitForToken, Action onChunk,
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

    /// <summary>The chunk that was moved to.</summary>
    public ChatCompletionChunk Current => _prefetchedCurrent ?? _chunks.Current;

    /// <summary>Moves to the next chunk; false at the end.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        _prefetchedCurrent = _prefetchedChunks.Count > 0 ? _prefetchedChunks.Dequeue() : null;
        return _prefetchedCurrent is null ? _chunks.MoveNextAsync() : new(true);
    }

    public ValueTask DisposeAsync() => _chunks.DisposeAsync();
}
