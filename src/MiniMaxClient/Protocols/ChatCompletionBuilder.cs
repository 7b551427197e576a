using MiniMaxClient.Errors;
using MiniMaxClient.Protocols;

namespace MiniMaxClient;

/// <summary>Puts the chunks of a stream together into the answer that a plain call would have given.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
public sealed class ChatCompletionBuilder
{
    /// <summary>More choices than this are refused; no request may ask for more.</summary>
    internal const int MaxChoices = 128;

    // By index.
    private readonly List<ChoiceBuilder> _choices = [];
    private ChatCompletionEnvelope.SharedProperties _shared = new() { Object = "chat.completion" };
    private ChatCompletionEnvelope.SharedProperties? _last;
    private readonly AdditionalPropertiesBuilder _others = new();
    private CallInfo? _call;

    /// <summary>Adds the next chunk.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">A choice's or a tool call's index is out of all bounds.</exception>
    public void Add(ChatCompletionChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        AddEnvelope(chunk);
        foreach (ChatChunkChoice choice in chunk.Choices)
            Find(choice.Index ?? 0).Add(choice);
    }

    /// <summary>The answer as far as it has come; what was added stays, so more may be added after it.</summary>
    public ChatCompletion Build() => new()
    {
        Shared = _shared,
        Choices = _choices.Select(choice => choice.Build(_shared.Id)).ToArray(),
        AdditionalProperties = _others.Build(),
        Call = _call,
    };

    private ChoiceBuilder Find(int index)
    {
        int place = 0;
        while (place < _choices.Count && _choices[place].Index < index)
            place++;
        if (place < _choices.Count && _choices[place].Index == index)
            return _choices[place];
        if (_choices.Count == MaxChoices)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {MaxChoices} choices");
        var added = new ChoiceBuilder(index);
        _choices.Insert(place, added);
        return added;
    }

    private void AddEnvelope(ChatCompletionChunk chunk)
    {
        // The chunks of a stream share what is the same on each.
        if (!ReferenceEquals(chunk.Shared, _last))
            _shared = Join(_shared, _last = chunk.Shared);
        _others.Add(chunk.Others);
        _call = chunk.Call ?? _call;
    }

    private static ChatCompletionEnvelope.SharedProperties Join(
        ChatCompletionEnvelope.SharedProperties known, ChatCompletionEnvelope.SharedProperties next) => new()
    {
        // Azure's first chunk has empty strings and 0 in these.
        Id = FirstKnown(known.Id, next.Id),
        Object = known.Object,
        Created = known.Created is null or 0 ? next.Created ?? known.Created : known.Created,
        Model = FirstKnown(known.Model, next.Model),
        Usage = Newer(known.Usage, next.Usage),
        ServiceTier = FirstKnown(next.ServiceTier, known.ServiceTier),
        SystemFingerprint = FirstKnown(next.SystemFingerprint, known.SystemFingerprint),
        InputSensitive = next.InputSensitive ?? known.InputSensitive,
        OutputSensitive = next.OutputSensitive ?? known.OutputSensitive,
        InputSensitiveType = next.InputSensitiveType ?? known.InputSensitiveType,
        OutputSensitiveType = next.OutputSensitiveType ?? known.OutputSensitiveType,
        OutputSensitiveInt = next.OutputSensitiveInt ?? known.OutputSensitiveInt,
        BaseResp = next.BaseResp ?? known.BaseResp,
        Meta = next.Meta is { Usage: null } && known.Meta is not null ? known.Meta : next.Meta ?? known.Meta,
    };

    private static string? FirstKnown(string? first, string? second) => string.IsNullOrEmpty(first) ? second ?? first : first;

    // MiniMax sends {"total_tokens":0,"total_characters":0} on every chunk of some streams: a placeholder, not a count.
    private static Usage? Newer(Usage? known, Usage? next) =>
        next is null || (known is not null && next is { PromptTokens: null, CompletionTokens: null }) ? known : next;
}
