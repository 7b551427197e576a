using MiniMaxClient.Errors;

namespace MiniMaxClient.Spending;

/// <summary>Charges the cost of one call to a spend limit.</summary>
/// <remarks>
/// An unknown cost is never counted as zero: missing usage is estimated from the text and the model's price, and after a response
/// without a known cost the limit rejects further calls, unless it only warns.
/// </remarks>
/// <param name="limit">The spend limit.</param>
/// <param name="adapter">The provider.</param>
/// <param name="request">The request.</param>
/// <param name="price">The price of the model; null if it is unknown.</param>
/// <param name="usage">The usage of the stream; null for a non-streaming call.</param>
/// <param name="tokens">The estimated tokens of the call.</param>
/// <param name="onUnknownCost">Called with the model if the cost is unknown.</param>
internal sealed class CallCostRecorder(
    SpendLimit limit,
    IProviderAdapter adapter,
    ChatCompletionRequest request,
    ModelPrice? price,
    StreamUsage? usage,
    CallTokens tokens,
    Action<string> onUnknownCost) : IDisposable
{
    private readonly SpendLimit.CallCharge _charge = OpenCharge(limit, adapter, request, price);
    private bool _isUsageCurrent;
    private bool _isCostUnknown;
    private bool _hasFinishReason;
    private bool _isLimitExceeded;
    private bool _isDisposed;
    private bool _isUnchargedFailure;

    /// <exception cref="MiniMaxBudgetException">The limit is reached, or the cost of the call will be unknown.</exception>
    private static SpendLimit.CallCharge OpenCharge(
        SpendLimit limit, IProviderAdapter adapter, ChatCompletionRequest request, ModelPrice? price)
    {
        string provider = adapter.Name;
        if (limit.UnknownCost == UnknownCost.Reject)
        {
            if (price is null && !adapter.GetCapabilities(request.Model).ReportsCost)
            {
                throw ErrorFactory.UnknownCallCost(
                    provider, $"{provider} does not report the cost", request.Model, limit.Limit, limit.Spent, null);
            }

            if (limit.GetUnknownCostSource() is { } source)
            {
                throw ErrorFactory.UnknownCallCost(
                    provider,
                    $"a response from {source.Provider} in this window did not report the cost",
                    source.Model,
                    limit.Limit,
                    limit.Spent,
                    limit.TimeLeft);
            }
        }

        return limit.TryOpenCharge() ?? throw ErrorFactory.SpendLimitExceeded(
            provider, "was rejected because the spend limit is reached", limit.Limit, limit.Spent, limit.TimeLeft);
    }

    /// <summary>Records the cost of a non-streaming response, whose text the <see cref="CallTokens"/> have recorded.</summary>
    public void RecordCompletion(ChatCompletion completion)
    {
        if (completion.Cost is { Usd: >= 0 } cost
            && (cost.Source != CostSource.Estimated || completion.Usage is { PromptTokens: > 0, CompletionTokens: > 0 }))
        {
            _charge.SetAttemptCost(cost.Usd);
            return;
        }

        RecordEstimatedCost(EstimateCost(completion.Usage, isComplete: true));
    }

    /// <summary>Records that the provider ended an attempt with an error.</summary>
    /// <param name="attempt">The response of the attempt; null if there was none.</param>
    public void RecordProviderError(CallInfo? attempt)
    {
        // An attempt before the first chunk has no cost to remove, and an attempt that succeeded must keep its cost.
        _isUnchargedFailure |= usage?.Info is { } info && info == attempt && !ChargesFailedCalls;
    }

    /// <summary>Records the cost that a provider reported with an error.</summary>
    /// <param name="billedResponse">The usage, as a response without choices.</param>
    public void RecordFailureCost(ChatCompletion billedResponse)
    {
        // In a stream it is the final usage, which includes all chunks before.
        if (usage?.Info is not null)
        {
            usage.AddChunkUsage(new() { Usage = billedResponse.Usage, Meta = billedResponse.Meta, Call = billedResponse.Call });
            if (!_isUnchargedFailure && ReportedCost is { } known)
                _charge.SetAttemptCost(Math.Max(EstimateCost(null, isComplete: true), known));
        }
        else if (!ChargesFailedCalls && billedResponse.Cost is null or { Source: CostSource.Estimated })
        {
            // Only an amount that the provider reports as spent is charged, not the usage.
            return;
        }
        else if (billedResponse.Cost is { Usd: > 0 } cost)
        {
            _isLimitExceeded |= !_charge.AddFailedAttempt(cost.Usd);
        }
        else if (billedResponse.Cost is null && billedResponse.Usage is { PromptTokens: > 0 } or { CompletionTokens: > 0 })
        {
            if (price is null)
                RecordEstimatedCost(0);
            else
                _isLimitExceeded |= !_charge.AddFailedAttempt(EstimateCost(billedResponse.Usage, isComplete: true));
        }
    }

    /// <summary>Records a chunk, whose usage and text were recorded already.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="characters">The number of its characters.</param>
    public void RecordChunk(ChatCompletionChunk chunk, long characters)
    {
        if (chunk.Usage?.CompletionTokens > 0 || chunk.Meta?.Usage is { UsdSpent: not null } or { CreditsUsed: not null })
            _isUsageCurrent = true;
        else if (characters > 0)
            _isUsageCurrent = false;
        decimal estimate = EstimateCost(null, isComplete: false);

        // Usage in the middle of a stream may be outdated: Anthropic reports it at the start.
        bool isWithin = _charge.SetAttemptCost(Math.Max(estimate, ReportedCost ?? 0));

        // Only usage follows the finish reason: stopping there would save nothing and lose a complete response.
        _hasFinishReason |= chunk.FinishReason is { Value.Length: > 0 } && request.N is null or 1;
        _isLimitExceeded |= !isWithin && !_hasFinishReason;
    }

    /// <exception cref="MiniMaxBudgetException">The cost so far exceeds the limit.</exception>
    public void ThrowIfLimitExceeded()
    {
        if (_isLimitExceeded)
        {
            throw ErrorFactory.SpendLimitExceeded(
                adapter.Name, "was stopped because the spend limit is exceeded", limit.Limit, limit.Spent, limit.TimeLeft);
        }
    }

    /// <summary>Records the cost at the end of a stream.</summary>
    public void RecordFinalCost()
    {
        // Text that followed the usage is not part of the reported cost.
        if (ReportedCost is { } known)
            _charge.SetAttemptCost(_isUsageCurrent ? known : Math.Max(EstimateCost(null, isComplete: true), known));
    }

    /// <summary>Charges the cost recorded so far; estimates it if the stream reported none.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_isUnchargedFailure)
            _charge.SetAttemptCost(usage?.Cost is { Source: not CostSource.Estimated, Usd: var spent } ? spent : 0);
        // A stream that was abandoned, or whose provider reported no cost, has only its text.
        else if (usage?.Info is not null && ReportedCost is null)
            RecordEstimatedCost(EstimateCost(_isUsageCurrent ? usage.CompletionUsage : null, isComplete: true));
        if (_isCostUnknown)
            limit.RecordUnknownCost(adapter.Name, request.Model);
        _charge.Dispose();
    }

    /// <summary>Records an estimate of a cost that was not reported; without a price, records an unknown cost.</summary>
    private void RecordEstimatedCost(decimal estimate)
    {
        if (price is not null)
        {
            _charge.SetAttemptCost(estimate);
            return;
        }

        onUnknownCost(request.Model);
        _isCostUnknown = true;
    }

    /// <summary>Estimates the cost from the model's price; estimates missing token counts from the text.</summary>
    /// <param name="reportedUsage">The usage; null if it was not reported.</param>
    /// <param name="isComplete">Whether no more text follows, so that the last token may be shorter.</param>
    private decimal EstimateCost(Usage? reportedUsage, bool isComplete)
    {
        if (price is null)
            return 0;
        return price.CalculateCost((reportedUsage ?? new()) with
        {
            // A stream may have reported its prompt tokens without completion tokens.
            PromptTokens = reportedUsage?.PromptTokens is { } input and > 0
                ? input
                : Math.Max(tokens.PromptTokens, usage?.LatestUsage?.PromptTokens ?? 0),
            CompletionTokens = reportedUsage?.CompletionTokens is { } output and > 0
                ? output
                : tokens.EstimateCompletionTokens(isComplete),
        })!.Value;
    }

    private bool ChargesFailedCalls => adapter.GetCapabilities(request.Model).ChargesFailedCalls;

    /// <summary>Gets the cost that the provider reported; null if there is none or it is negative.</summary>
    private decimal? ReportedCost => usage?.Cost is { Usd: >= 0 } cost
        && (cost.Source != CostSource.Estimated || usage.CompletionUsage is { PromptTokens: > 0 })
            ? cost.Usd
            : null;
}
