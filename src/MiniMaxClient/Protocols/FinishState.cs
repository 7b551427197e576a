namespace MiniMaxClient.Protocols;

/// <summary>Decides whether a choice of a stream has ended, by its finish reasons and by what comes after them.</summary>
/// <remarks>
/// Some gateways put <c>stop</c> on every chunk, or on a first, empty one (gcli2api#403, open-webui#23921): a finish reason
/// ends a choice only if nothing of it follows.
/// </remarks>
internal struct FinishState
{
    private bool _hasOutput;
    private bool _hasContentAfterFinish;
    private bool _isTruncated;

    /// <summary>Whether a finish reason has arrived, and nothing of the choice after it.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>
    /// Whether the finish reason can be relied on where the stream does not end by itself: nothing of the choice has followed an
    /// earlier one, and there is an answer, or a reason for which there may be none.
    /// </summary>
    public readonly bool IsReliablyFinished => IsFinished && !_hasContentAfterFinish && (_hasOutput || _isTruncated);

    /// <summary>Whether more of the choice has followed a finish reason.</summary>
    public readonly bool HasContentAfterFinish => _hasContentAfterFinish;

    /// <summary>Whether a chunk without a finish reason changes nothing, whatever it adds: so it is with most.</summary>
    public readonly bool CanSkipChunksWithoutReason => _hasOutput && !IsFinished;

    /// <summary>Records what a chunk adds to the choice.</summary>
    /// <param name="hasContent">Whether it adds anything: content, reasoning or tool calls.</param>
    /// <param name="hasOutput">Whether it adds visible text or tool calls.</param>
    /// <param name="finishReason">Its finish reason.</param>
    public void RecordChunk(bool hasContent, bool hasOutput, FinishReason? finishReason)
    {
        if (hasContent)
        {
            _hasContentAfterFinish |= IsFinished;
            IsFinished = false;
        }

        _hasOutput |= hasOutput;
        if (finishReason is not { Value.Length: > 0 } given)
            return;
        IsFinished = true;
        _isTruncated = given == FinishReason.Length || given == FinishReason.ContentFilter;
    }
}
