using MiniMaxClient.Client;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Spending;

/// <summary>What one call spends of a limit.</summary>
/// <remarks>
/// What is not known is never free: usage that a response lacks is estimated from its text and the model's price, and a response
/// of which nothing tells the cost makes the limit reject further calls, unless it is set to warn.
/// </remarks>
internal sealed class CallBudget : IDisposable
{
    // What a token is, about, in English text and in code; MiniMax's tokenizer is not public.
    private const int CharactersOfToken = 4;

    private readonly ProviderChannel _channel;
    private readonly SpendLimit _limit;
    private readonly ChatCompletionRequest _request;
    private readonly ModelPrice? _price;
    private readonly SpendLimit.Charge _charge;
    private StreamUsage _streamed;
    private long _bodyLength;
    private long _characters;
    private long? _mediaLength;
    private bool _isUsageCurrent;
    private bool _isUnknown;
    private bool _isFinished;
    private bool _isStopped;
    private bool _isSettled;

    private CallBudget(ProviderChannel channel, SpendLimit limit, ChatCompletionRequest request, ModelPrice? price)
    {
        _channel = channel;
        _limit = limit;
        _request = request;
        _price = price;
        _charge = limit.TryOpen() ?? throw ErrorFactory.Budget(
            channel.Adapter.Name, "was not asked, for the spend limit is reached", limit.Limit, limit.Spent, limit.TimeLeft);
    }

    /// <summary>Opens the account of a call; null where no limit is set.</summary>
    /// <exception cref="MiniMaxBudgetException">The limit is reached, or nothing will tell what the call costs.</exception>
    public static CallBudget? Open(ProviderChannel channel, ChatCompletionRequest request, ModelPrice? price)
    {
        if (channel.Options.SpendLimit is not { } limit)
            return null;
        string provider = channel.Adapter.Name;
        if (limit.UnknownCost == UnknownCost.Reject)
        {
            if (price is null && !channel.Adapter.GetCapabilities(request.Model).ReportsCost)
            {
                throw ErrorFactory.Uncountable(
                    provider, $"{provider} does not report it", request.Model, limit.Limit, limit.Spent, null);
            }

            if (limit.FindUncounted() is { } uncounted)
            {
                throw ErrorFactory.Uncountable(
                    provider,
                    $"a response from {uncounted.Provider} in this window did not report it",
                    uncounted.Model,
                    limit.Limit,
                    limit.Spent,
                    limit.TimeLeft);
            }
        }

        return new(channel, limit, request, price);
    }

    /// <summary>Records a whole response.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="bodyLength">The length of the request's body.</param>
    public void Add(ChatCompletion completion, long bodyLength)
    {
        if (completion.Cost is { Usd: >= 0 } cost
            && (cost.Source != CostSource.Estimated || completion.Usage is { PromptTokens: > 0, CompletionTokens: > 0 }))
        {
            _charge.Update(cost.Usd);
            return;
        }

        foreach (ChatChoice choice in completion.Choices)
            _characters += CountCharacters(ChatDelta.FromMessage(choice.Message));
        UpdateUnknown(Estimate(completion.Usage, bodyLength, isWhole: true));
    }

    /// <summary>Records the usage that a provider reported with an error.</summary>
    /// <param name="billed">The usage, in a response without choices.</param>
    public void AddFailure(ChatCompletion billed)
    {
        // In a stream it is the last word on the tokens of all chunks.
        if (_streamed.Info is not null)
        {
            _streamed.Add(new() { Usage = billed.Usage, Meta = billed.Meta, Call = billed.Call });
            if (Known is { } known)
                _charge.Update(Math.Max(Estimate(null, _bodyLength, isWhole: true), known));
        }
        else if (billed.Cost is { Usd: > 0 } cost)
        {
            _isStopped |= !_charge.AddFailed(cost.Usd);
        }
        else if (billed.Cost is null && billed.Usage is { PromptTokens: > 0 } or { CompletionTokens: > 0 })
        {
            UpdateUnknown(0);
        }
    }

    /// <summary>Records a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="bodyLength">The length of the request's body.</param>
    public void Add(ChatCompletionChunk chunk, long bodyLength)
    {
        _streamed.Add(chunk);
        long characters = 0;
        foreach (ChatChunkChoice choice in chunk.Choices)
            characters += choice.Delta is { } delta ? CountCharacters(delta) : 0;
        _characters += characters;
        if (chunk.Usage?.CompletionTokens > 0 || chunk.Meta?.Usage is { UsdSpent: not null } or { CreditsUsed: not null })
            _isUsageCurrent = true;
        else if (characters > 0)
            _isUsageCurrent = false;
        _bodyLength = bodyLength;
        decimal estimate = Estimate(null, bodyLength, isWhole: false);

        // Usage in the middle of a stream may be that of its start.
        bool isWithin = _charge.Update(Math.Max(estimate, Known ?? 0));

        // Behind the finish reason comes the usage alone: to stop there would save nothing and lose a whole answer.
        _isFinished |= chunk.FinishReason is { Value.Length: > 0 } && _request.N is null or 1;
        _isStopped |= !isWithin && !_isFinished;
    }

    /// <exception cref="MiniMaxBudgetException">The limit was passed with what has come.</exception>
    public void ThrowIfStopped()
    {
        if (_isStopped)
        {
            throw ErrorFactory.Budget(
                _channel.Adapter.Name, "was stopped, for the spend limit is passed", _limit.Limit, _limit.Spent, _limit.TimeLeft);
        }
    }

    /// <summary>Records the provider's last word at the end of a stream, unless more text followed it.</summary>
    public void Finish()
    {
        if (Known is { } known)
            _charge.Update(_isUsageCurrent ? known : Math.Max(Estimate(null, _bodyLength, isWhole: true), known));
    }

    /// <summary>Settles the account at what is known by now.</summary>
    public void Dispose()
    {
        if (_isSettled)
            return;
        _isSettled = true;
        // Of a stream that was abandoned, or whose provider reported nothing, there is the text alone.
        if (_streamed.Info is not null && Known is null)
            UpdateUnknown(Estimate(_isUsageCurrent ? _streamed.Usage : null, _bodyLength, isWhole: true));
        if (_isUnknown)
            _limit.AddUncounted(_channel.Adapter.Name, _request.Model);
        _charge.Dispose();
    }

    /// <summary>Records an estimate for a cost that nothing tells; without a price there is none.</summary>
    private void UpdateUnknown(decimal estimate)
    {
        if (_price is not null)
        {
            _charge.Update(estimate);
            return;
        }

        _channel.WarnOfCost(_request.Model);
        _isUnknown = true;
    }

    /// <summary>Estimates the cost by the model's price; a count of tokens that the usage lacks is that of the text.</summary>
    /// <param name="usage">The usage; null for none.</param>
    /// <param name="bodyLength">The length of the request's body.</param>
    /// <param name="isWhole">Whether no more text follows, so that what is left of it is a token.</param>
    private decimal Estimate(Usage? usage, long bodyLength, bool isWhole)
    {
        if (_price is null)
            return 0;
        long prompt = Math.Max(0, bodyLength - (_mediaLength ??= MediaLength(_request))) / CharactersOfToken;
        long completion = (_characters + (isWhole ? CharactersOfToken - 1 : 0)) / CharactersOfToken;
        return _price.Of(new Usage
        {
            PromptTokens = usage?.PromptTokens is { } told and > 0 ? told : prompt,
            CompletionTokens = usage?.CompletionTokens is { } written and > 0 ? written : completion,
        })!.Value;
    }

    /// <summary>The cost that the provider reported; null for none, and for an impossible one.</summary>
    private decimal? Known => _streamed.Cost is { Usd: >= 0 } cost
        && (cost.Source != CostSource.Estimated || _streamed.Usage is { PromptTokens: > 0 })
            ? cost.Usd
            : null;

    /// <summary>How much of a request's body is images and files, whose tokens their length does not tell.</summary>
    private static long MediaLength(ChatCompletionRequest request) =>
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
