namespace MiniMaxClient.Agents;

/// <summary>One request to the model, non-streaming or streaming.</summary>
internal sealed class PendingCompletion(IChatCompletionsClient client, ChatCompletionRequest request, bool isStreaming)
    : IAsyncDisposable
{
    private readonly ChatCompletionBuilder _builder = new();
    private IAsyncEnumerator<ChatCompletionChunk>? _chunks;
    private bool _hasReceivedChunk;

    /// <summary>The completion; null until it is complete.</summary>
    public ChatCompletion? Completion { get; private set; }

    /// <summary>Reads the next chunk; null when the completion is complete.</summary>
    /// <param name="cancellationToken">The token of the call.</param>
    /// <param name="enumerationToken">The token of the enumeration; null for that of the call.</param>
    public async ValueTask<ChatCompletionChunk?> ReadChunkAsync(
        CancellationToken cancellationToken, CancellationToken? enumerationToken = null)
    {
        if (!isStreaming)
        {
            Completion = await client.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            return null;
        }

        _chunks ??= client.StreamAsync(request, cancellationToken)
            .GetAsyncEnumerator(enumerationToken ?? cancellationToken);
        try
        {
            if (await _chunks.MoveNextAsync().ConfigureAwait(false))
            {
                _hasReceivedChunk = true;
                _builder.Add(_chunks.Current);
                return _chunks.Current;
            }
        }
        catch (MiniMaxException e) when (_hasReceivedChunk)
        {
            e.SetPartial(_builder.Build());
            throw;
        }

        Completion = _builder.Build();
        return null;
    }

    public ValueTask DisposeAsync() => _chunks?.DisposeAsync() ?? default;
}
