using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>What one call spends of a limit.</summary>
internal sealed class Spending : IDisposable
{
    // What a token is, about, in English text and in code; MiniMax's tokenizer is not public.
    private const int CharactersOfToken = 4;

    private readonly ProviderChannel _channel;
    private readonly SpendLimit _limit;
    private readonly ChatCompletionRequest _request;
    private readonly ModelPrice? _price;
    private readonly SpendLimit.Charge _charge;
    private StreamedUsage _streamed;
    private long _characters;
    private long? _mediaLength;
    private bool _isFinished;
    private bool _isStopped;

    private Spending(ProviderChannel channel, SpendLimit limit, ChatCompletionRequest request, ModelPrice? price)
    {
        _channel = channel;
        _limit = limit;
        _request = request;
        _price = price;
        _charge = limit.TryOpen() ?? throw ErrorFactory.Budget(
            channel.Adapter.Name, "was not asked, for the spend limit is reached", limit.Limit, limit.Spent, limit.TimeLeft);
    }

    /// <summary>Opens the account of a call; null where no limit is set.</summary>
    /// <exception cref="MiniMaxBudgetException">The limit is reached.</exception>
    public static Spending? Open(ProviderChannel channel, ChatCompletionRequest request, ModelPrice? price) =>
        channel.Options.SpendLimit is { } limit ? new(channel, limit, request, price) : null;

    /// <summary>Books a whole answer.</summary>
    public void Add(ChatCompletion completion)
    {
        if (completion.Cost is { } cost)
            _charge.Update(cost.Usd);
        else
            _channel.WarnOfCost(_request.Model);
    }

    /// <summary>Books a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="bodyLength">The length of the request's body.</param>
    public void Add(ChatCompletionChunk chunk, long bodyLength)
    {
        _streamed.Add(chunk);
        _characters += Characters(chunk);
        decimal estimate = _price is null ? 0 : _price.Of(new Usage
        {
            PromptTokens = Math.Max(0, bodyLength - (_mediaLength ??= MediaLength(_request))) / CharactersOfToken,
            CompletionTokens = _characters / CharactersOfToken,
        })!.Value;

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

    /// <summary>Takes the provider's last word at the end of a stream.</summary>
    public void Finish()
    {
        if (Known is { } known)
            _charge.Update(known);
    }

    /// <summary>Settles the account at what is known by now.</summary>
    public void Dispose()
    {
        if (_streamed.Info is not null && _price is null && Known is null)
            _channel.WarnOfCost(_request.Model);
        _charge.Dispose();
    }

    private decimal? Known => _streamed.Cost?.Usd;

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

    private static long Characters(ChatCompletionChunk chunk)
    {
        long count = 0;
        foreach (ChatChunkChoice choice in chunk.Choices)
        {
            if (choice.Delta is not { } delta)
                continue;
            // Cumulative thinking is told apart in the view alone.
            count += delta.Text.Length + delta.Reasoning.Length;
            foreach (ToolCallDelta call in delta.ToolCalls ?? [])
                count += (call.Function?.Arguments ?? call.Custom?.Input)?.Length ?? 0;
        }

        return count;
    }
}
