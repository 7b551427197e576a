namespace MiniMaxClient.Resilience;

/// <summary>Counts the requests and tokens of one model in a sliding window.</summary>
/// <remarks>
/// A request counts from its reservation until the length of the window after it was sent. Tokens count from the reservation
/// until that length after the end of the response, because it is unknown whether a provider counts them at the start or the end.
/// </remarks>
/// <param name="length">The length of the window.</param>
internal sealed class ModelRateWindow(TimeSpan length)
{
    private readonly LinkedList<TimeSpan> _sentRequests = new();
    private readonly Queue<TimeSpan> _rejections = new();
    private readonly Queue<(TimeSpan Time, long Tokens)> _endedTokens = new();
    private long _endedTokenCount;
    private long _runningTokenCount;
    private int _unsentCount;

    public int RequestCount => _sentRequests.Count + _unsentCount;

    /// <summary>Gets the number of sent requests that count and were not rejected, running ones included.</summary>
    public int AcceptedRequestCount => Math.Max(0, _sentRequests.Count - _rejections.Count);

    public long TokenCount => _endedTokenCount + _runningTokenCount;

    /// <summary>Gets the time at which the next request no longer counts; null if none was sent.</summary>
    public TimeSpan? NextRequestExpiry => _sentRequests.First?.Value + length;

    /// <summary>Gets the time at which the next tokens no longer count; null if no response has ended.</summary>
    public TimeSpan? NextTokenExpiry => _endedTokens.Count > 0 ? _endedTokens.Peek().Time + length : null;

    /// <summary>Adds a request that is not sent yet, and its tokens.</summary>
    public void Reserve(long tokens)
    {
        _unsentCount++;
        _runningTokenCount += tokens;
    }

    /// <summary>Removes a request that was not sent, and its tokens.</summary>
    public void Refund(long tokens)
    {
        _unsentCount--;
        _runningTokenCount -= tokens;
    }

    /// <summary>Starts the time of a request.</summary>
    public LinkedListNode<TimeSpan> AddSentRequest(TimeSpan now)
    {
        _unsentCount--;
        return _sentRequests.AddLast(now);
    }

    /// <summary>Records that the provider rejected a request, which still counts: a provider may count it.</summary>
    public void RecordRejection(LinkedListNode<TimeSpan> request)
    {
        if (request.List is not null)
            _rejections.Enqueue(request.Value);
    }

    /// <summary>Replaces the reserved tokens of a request that was sent.</summary>
    public void EndRequest(long reservedTokens, long tokens, TimeSpan now)
    {
        _runningTokenCount -= reservedTokens;
        if (tokens == 0)
            return;
        _endedTokenCount += tokens;
        _endedTokens.Enqueue((now, tokens));
    }

    /// <summary>Removes the requests and tokens that no longer count.</summary>
    public void RemoveExpired(TimeSpan now)
    {
        while (NextRequestExpiry <= now)
            _sentRequests.RemoveFirst();
        while (_rejections.Count > 0 && _rejections.Peek() + length <= now)
            _rejections.Dequeue();
        while (NextTokenExpiry <= now)
            _endedTokenCount -= _endedTokens.Dequeue().Tokens;
    }
}
