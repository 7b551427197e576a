using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Resilience;

/// <summary>Represents a request of one attempt and its reserved tokens, which the usage of the response corrects.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A request that was not sent is refunded completely.</item>
/// <item>A complete response counts the tokens that it reports, or the reservation if it reports none.</item>
/// <item>A request that the provider rejected for its rate counts the tokens that were reported with the rejection.</item>
/// <item>Any other request counts the reservation, or the reported tokens if they are more.</item>
/// </list>
/// </remarks>
/// <param name="budget">The budget of the model.</param>
/// <param name="reservedTokens">The number of reserved tokens.</param>
/// <param name="round">The number of rejections of the budget before the lease was granted.</param>
internal sealed class ModelRateLease(ModelRateBudget budget, long reservedTokens, int round) : RateLimitLease
{
    private LinkedListNode<TimeSpan>? _sentRequest;
    private long? _reportedTokens;
    private bool _isComplete;
    private bool _isRejected;
    private bool _isDisposed;

    public override bool IsAcquired => true;

    public override IEnumerable<string> MetadataNames => [];

    /// <summary>Records that the request is sent.</summary>
    public void RecordSent()
    {
        lock (budget.Lock)
        {
            if (!_isDisposed)
                _sentRequest ??= budget.RecordSentRequest();
        }
    }

    /// <summary>Records the limits in the headers of the response.</summary>
    public void RecordHeaders(HttpResponseHeaders headers, DateTimeOffset receivedAt)
    {
        RateLimitHeaders limits = RateLimitHeaders.Read(headers, receivedAt);
        if (limits == default)
            return;
        lock (budget.Lock)
            budget.RecordHeaders(limits);
    }

    /// <summary>Records the usage that the response reports; a later one replaces an earlier one.</summary>
    public void RecordUsage(Usage? usage)
    {
        long tokens = ModelRateBudget.ClampTokens(usage?.PromptTokens ?? 0)
            + ModelRateBudget.ClampTokens(usage?.CompletionTokens ?? 0);
        if (tokens == 0)
            return;
        lock (budget.Lock)
            _reportedTokens = tokens;
    }

    /// <summary>Records that the response is complete.</summary>
    public void RecordSuccess()
    {
        lock (budget.Lock)
        {
            _isComplete = true;
            budget.RecordSuccess(round);
        }
    }

    /// <summary>Records the failure of the attempt.</summary>
    public void RecordFailure(Exception failure)
    {
        if (failure is not MiniMaxRateLimitException rejection)
            return;
        lock (budget.Lock)
        {
            if (_isDisposed || _isRejected || _sentRequest is null)
                return;
            _isRejected = true;
            budget.RecordRejection(_sentRequest, reservedTokens, rejection, round);
        }
    }

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        lock (budget.Lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_sentRequest is null)
                budget.Refund(reservedTokens);
            else
                budget.EndRequest(reservedTokens, GetUsedTokens());
        }
    }

    private long GetUsedTokens() =>
        _isRejected ? _reportedTokens ?? 0
        : _isComplete ? _reportedTokens ?? reservedTokens
        : Math.Max(_reportedTokens ?? 0, reservedTokens);
}
