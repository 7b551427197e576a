namespace MiniMaxClient.Protocols;

/// <summary>Tracks whether a choice of a stream has ended, by its finish reasons and the content after them.</summary>
/// <remarks>
/// Some gateways send <c>stop</c> in every chunk, or in a first, empty one (gcli2api#403, open-webui#23921): a finish reason
/// ends a choice only if no content of the choice follows.
/// </remarks>
internal struct FinishState
{
    private bool _hasOutput;
    private bool _hasContentAfterFinish;
    private bool _isTruncated;

    /// <summary>Whether a finish reason has arrived and no content of the choice after it.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>
    /// Whether the finish reason is reliable even if the stream does not end properly: no content followed an earlier finish
    /// reason, and there is output, or the reason explains that there is none.
    /// </summary>
    public readonly bool IsReliablyFinished => IsFinished && !_hasContentAfterFinish && (_hasOutput || _isTruncated);

    /// <summary>Whether content of the choice has followed a finish reason.</summary>
    public readonly bool HasContentAfterFinish => _hasContentAfterFinish;

    /// <summary>Whether a chunk without a finish reason cannot change the state; true for most chunks.</summary>
    public readonly bool CanSkipChunksWithoutReason => _hasOutput && !IsFinished;

    /// <summary>Records a chunk of the choice.</summary>
    /// <param name="hasContent">Whether the chunk has content of any kind: text, reasoning or tool calls.</param>
    /// <param name="hasOutput">Whether the chunk has visible text or tool calls.</param>
    /// <param name="finishReason">The finish reason of the chunk.</param>
    public void RecordChunk(bool hasContent, bool hasOutput, FinishReason? finishReason)
    {
        if (hasContent)
        {
            _hasContentAfterFinish |= IsFinished;
            IsFinished = false;
        }

        _hasOutput |= hasOutput;
        if (finishReason is not { Value.Length: > 0 } reason)
            return;
        IsFinished = true;
        _isTruncated = reason == FinishReason.Length || reason == FinishReason.ContentFilter;
    }
}
