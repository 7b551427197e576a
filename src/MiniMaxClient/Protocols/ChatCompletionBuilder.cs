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
    private ChatCompletionEnvelope.SharedProperties _sharedProperties = new() { Object = "chat.completion" };
    private ChatCompletionEnvelope.SharedProperties? _lastSharedProperties;
    private readonly AdditionalPropertiesBuilder _additionalProperties = new();
    private CallInfo? _callInfo;

    /// <summary>Adds the next chunk.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">A choice's or a tool call's index is out of all bounds.</exception>
    public void Add(ChatCompletionChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        AddEnvelope(chunk);
        foreach (ChatChunkChoice choice in chunk.Choices)
            GetOrAddChoice(choice.Index ?? 0).Add(choice);
    }

    /// <summary>The answer as far as it has come; what was added stays, so more may be added after it.</summary>
    public ChatCompletion Build() => new()
    {
        Shared = _sharedProperties,
        Choices = _choices.Select(choice => choice.Build(_sharedProperties.Id)).ToArray(),
        AdditionalProperties = _additionalProperties.Build(),
        Call = _callInfo,
    };

    private ChoiceBuilder GetOrAddChoice(int index)
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
        if (!ReferenceEquals(chunk.Shared, _lastSharedProperties))
            _sharedProperties = MergeSharedProperties(_sharedProperties, _lastSharedProperties = chunk.Shared);
        _additionalProperties.Add(chunk.AdditionalPropertiesOrNull);
        _callInfo = chunk.Call ?? _callInfo;
    }

    private static ChatCompletionEnvelope.SharedProperties MergeSharedProperties(
        ChatCompletionEnvelope.SharedProperties known, ChatCompletionEnvelope.SharedProperties next) => new()
    {
        // Azure's first chunk has empty strings and 0 in these.
        Id = GetFirstNonEmpty(known.Id, next.Id),
        Object = known.Object,
        Created = known.Created is null or 0 ? next.Created ?? known.Created : known.Created,
        Model = GetFirstNonEmpty(known.Model, next.Model),
        Usage = GetLatestUsage(known.Usage, next.Usage),
        ServiceTier = GetFirstNonEmpty(next.ServiceTier, known.ServiceTier),
        SystemFingerprint = GetFirstNonEmpty(next.SystemFingerprint, known.SystemFingerprint),
        InputSensitive = next.InputSensitive ?? known.InputSensitive,
        OutputSensitive = next.OutputSensitive ?? known.OutputSensitive,
        InputSensitiveType = next.InputSensitiveType ?? known.InputSensitiveType,
        OutputSensitiveType = next.OutputSensitiveType ?? known.OutputSensitiveType,
        OutputSensitiveInt = next.OutputSensitiveInt ?? known.OutputSensitiveInt,
        BaseResp = next.BaseResp ?? known.BaseResp,
        Meta = next.Meta is { Usage: null } && known.Meta is not null ? known.Meta : next.Meta ?? known.Meta,
    };

    private static string? GetFirstNonEmpty(string? first, string? second) =>
        string.IsNullOrEmpty(first) ? second ?? first : first;

    // MiniMax sends {"total_tokens":0,"total_characters":0} on every chunk of some streams: a placeholder, not a count.
    private static Usage? GetLatestUsage(Usage? known, Usage? next) =>
        next is null || (known is not null && next is { PromptTokens: null, CompletionTokens: null }) ? known : next;
}
