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
/// <param name="onUnknownCost">Called with the model if the cost is unknown.</param>
internal sealed class CallCostRecorder(
    SpendLimit limit,
    IProviderAdapter adapter,
    ChatCompletionRequest request,
    ModelPrice? price,
    StreamUsage? usage,
    Action<string> onUnknownCost) : IDisposable
{
    // The approximate length of a token of English text or code; MiniMax's tokenizer is not public.
    private const int CharactersPerToken = 4;

    private readonly SpendLimit.CallCharge _charge = OpenCharge(limit, adapter, request, price);
    private long _bodyLength;
    private long _characterCount;
    private long? _mediaLength;
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

    /// <summary>Records the length of the request body, in bytes.</summary>
    public void RecordBodyLength(long bodyLength) => _bodyLength = bodyLength;

    /// <summary>Records the cost of a non-streaming response.</summary>
    public void RecordCompletion(ChatCompletion completion)
    {
        if (completion.Cost is { Usd: >= 0 } cost
            && (cost.Source != CostSource.Estimated || completion.Usage is { PromptTokens: > 0, CompletionTokens: > 0 }))
        {
            _charge.SetAttemptCost(cost.Usd);
            return;
        }

        foreach (ChatChoice choice in completion.Choices)
            _characterCount += CountCharacters(ChatDelta.FromMessage(choice.Message));
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
            RecordEstimatedCost(0);
        }
    }

    /// <summary>Records a chunk, whose usage the <see cref="StreamUsage"/> has recorded already.</summary>
    public void RecordChunk(ChatCompletionChunk chunk)
    {
        long characters = 0;
        foreach (ChatChunkChoice choice in chunk.Choices)
            characters += choice.Delta is { } delta ? CountCharacters(delta) : 0;
        _characterCount += characters;
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
        long prompt = Math.Max(0, _bodyLength - (_mediaLength ??= GetMediaLength(request))) / CharactersPerToken;
        long completion = (_characterCount + (isComplete ? CharactersPerToken - 1 : 0)) / CharactersPerToken;
        return price.CalculateCost(new Usage
        {
            PromptTokens = reportedUsage?.PromptTokens is { } input and > 0 ? input : prompt,
            CompletionTokens = reportedUsage?.CompletionTokens is { } output and > 0 ? output : completion,
        })!.Value;
    }

    private bool ChargesFailedCalls => adapter.GetCapabilities(request.Model).ChargesFailedCalls;

    /// <summary>Gets the cost that the provider reported; null if there is none or it is negative.</summary>
    private decimal? ReportedCost => usage?.Cost is { Usd: >= 0 } cost
        && (cost.Source != CostSource.Estimated || usage.CompletionUsage is { PromptTokens: > 0 })
            ? cost.Usd
            : null;

    /// <summary>Gets the length of the images, videos and files of a request, which says nothing about their tokens.</summary>
    private static long GetMediaLength(ChatCompletionRequest request) =>
        request.Messages.OfType<UserMessage>().SelectMany(static message => message.Content.Parts ?? []).Sum(static part =>
            part switch
            {
                ImagePart { ImageUrl: var image } => GetLength(image.Url, image.Bytes),
                VideoPart { VideoUrl: var video } => GetLength(video.Url, video.Bytes),
                FilePart { File: var file } => GetLength(file.FileData, file.Bytes),
                _ => 0L,
            });

    private static long GetLength(string? text, ReadOnlyMemory<byte> bytes) =>
        text?.Length ?? Base64Chunks.GetEncodedLength(bytes);

    private static long CountCharacters(ChatDelta delta)
    {
        // Text and Reasoning, because only they convert cumulative reasoning into deltas.
        long count = delta.Text.Length + delta.Reasoning.Length;
        foreach (ToolCallDelta call in delta.ToolCalls ?? [])
            count += (call.Function?.Arguments ?? call.Custom?.Input)?.Length ?? 0;
        return count;
    }
}
