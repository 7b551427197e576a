using MiniMaxClient.Errors;

namespace MiniMaxClient.Spending;

/// <summary>The cost of one call under a spend limit.</summary>
/// <remarks>
/// An unknown cost is never free: usage that a response lacks is estimated from its text and the model's price, and a response
/// of which nothing tells the cost makes the limit reject further calls, unless it is set to warn.
/// </remarks>
/// <param name="limit">The limit.</param>
/// <param name="adapter">The provider.</param>
/// <param name="request">The request.</param>
/// <param name="price">The price of the model; null for an unknown one.</param>
/// <param name="usage">The usage of the stream; null for a response that is not streamed.</param>
/// <param name="onUnknownCost">Called with the model when the cost is not known.</param>
internal sealed class CallBudget(
    SpendLimit limit,
    IProviderAdapter adapter,
    ChatCompletionRequest request,
    ModelPrice? price,
    StreamUsage? usage,
    Action<string> onUnknownCost) : IDisposable
{
    // About a token of English text or of code; MiniMax's tokenizer is not public.
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

    /// <exception cref="MiniMaxBudgetException">The limit is reached, or the cost of the call cannot be known.</exception>
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

            if (limit.FindUnknownCostSource() is { } uncounted)
            {
                throw ErrorFactory.UnknownCallCost(
                    provider,
                    $"a response from {uncounted.Provider} in this window did not report the cost",
                    uncounted.Model,
                    limit.Limit,
                    limit.Spent,
                    limit.TimeLeft);
            }
        }

        return limit.TryOpenCharge() ?? throw ErrorFactory.SpendLimitExceeded(
            provider, "was rejected because the spend limit is reached", limit.Limit, limit.Spent, limit.TimeLeft);
    }

    /// <summary>Records the request that is sent.</summary>
    /// <param name="bodyLength">The length of its body.</param>
    public void RecordBodyLength(long bodyLength) => _bodyLength = bodyLength;

    /// <summary>Records a whole response.</summary>
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

    /// <summary>Records the usage that a provider reported with an error.</summary>
    /// <param name="billedResponse">The usage, in a response without choices.</param>
    public void RecordFailureCost(ChatCompletion billedResponse)
    {
        // In a stream it is the final usage of all chunks.
        if (usage?.Info is not null)
        {
            usage.AddChunkUsage(new() { Usage = billedResponse.Usage, Meta = billedResponse.Meta, Call = billedResponse.Call });
            if (ReportedCost is { } known)
                _charge.SetAttemptCost(Math.Max(EstimateCost(null, isComplete: true), known));
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

    /// <summary>Records a chunk, whose usage is recorded already.</summary>
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

        // Usage in the middle of a stream may be that of its start.
        bool isWithin = _charge.SetAttemptCost(Math.Max(estimate, ReportedCost ?? 0));

        // Behind the finish reason comes the usage alone: to stop there would save nothing and lose a whole answer.
        _hasFinishReason |= chunk.FinishReason is { Value.Length: > 0 } && request.N is null or 1;
        _isLimitExceeded |= !isWithin && !_hasFinishReason;
    }

    /// <exception cref="MiniMaxBudgetException">The limit was passed with what has come.</exception>
    public void ThrowIfLimitExceeded()
    {
        if (_isLimitExceeded)
        {
            throw ErrorFactory.SpendLimitExceeded(
                adapter.Name, "was stopped because the spend limit is exceeded", limit.Limit, limit.Spent, limit.TimeLeft);
        }
    }

    /// <summary>Records the reported usage at the end of a stream, unless more text followed it.</summary>
    public void RecordFinalCost()
    {
        if (ReportedCost is { } known)
            _charge.SetAttemptCost(_isUsageCurrent ? known : Math.Max(EstimateCost(null, isComplete: true), known));
    }

    /// <summary>Charges what is known by now.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        // Of a stream that was abandoned, or whose provider reported nothing, there is the text alone.
        if (usage?.Info is not null && ReportedCost is null)
            RecordEstimatedCost(EstimateCost(_isUsageCurrent ? usage.CompletionUsage : null, isComplete: true));
        if (_isCostUnknown)
            limit.RecordUnknownCost(adapter.Name, request.Model);
        _charge.Dispose();
    }

    /// <summary>Records an estimate for a cost that nothing tells; without a price there is none.</summary>
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

    /// <summary>Estimates the cost by the model's price; a count of tokens that the usage lacks is that of the text.</summary>
    /// <param name="reportedUsage">The usage; null for none.</param>
    /// <param name="isComplete">Whether no more text follows, so that what is left of it is a token.</param>
    private decimal EstimateCost(Usage? reportedUsage, bool isComplete)
    {
        if (price is null)
            return 0;
        long prompt = Math.Max(0, _bodyLength - (_mediaLength ??= GetMediaLength(request))) / CharactersPerToken;
        long completion = (_characterCount + (isComplete ? CharactersPerToken - 1 : 0)) / CharactersPerToken;
        return price.CalculateCost(new Usage
        {
            PromptTokens = reportedUsage?.PromptTokens is { } told and > 0 ? told : prompt,
            CompletionTokens = reportedUsage?.CompletionTokens is { } written and > 0 ? written : completion,
        })!.Value;
    }

    /// <summary>The cost that the provider reported; null for none, and for an impossible one.</summary>
    private decimal? ReportedCost => usage?.Cost is { Usd: >= 0 } cost
        && (cost.Source != CostSource.Estimated || usage.CompletionUsage is { PromptTokens: > 0 })
            ? cost.Usd
            : null;

    /// <summary>How much of a request's body is images and files, whose tokens their length does not tell.</summary>
    private static long GetMediaLength(ChatCompletionRequest request) =>
        request.Messages.OfType<UserMessage>().SelectMany(static message => message.Content.Parts ?? []).Sum(static part =>
            part switch
            {
                ImagePart image => image.ImageUrl.Url.Length,
                FilePart { File: { FileData: { } data } } => data.Length,
                FilePart file => (file.File.Bytes.Length + 2L) / 3 * 4,
                _ => 0L,
            });

    private static long CountCharacters(ChatDelta delta)
    {
        // Cumulative thinking is told apart in the view alone.
        long count = delta.Text.Length + delta.Reasoning.Length;
        foreach (ToolCallDelta call in delta.ToolCalls ?? [])
            count += (call.Function?.Arguments ?? call.Custom?.Input)?.Length ?? 0;
        return count;
    }
}
