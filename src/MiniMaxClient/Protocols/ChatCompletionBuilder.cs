using MiniMaxClient.Errors;
using MiniMaxClient.Protocols;

namespace MiniMaxClient;

/// <summary>Assembles the chunks of a stream into the completion that a non-streaming call would have returned.</summary>
/// <remarks>This type is not thread-safe.</remarks>
public sealed class ChatCompletionBuilder
{
    /// <summary>The maximum number of choices in a stream; requests are limited to the same number.</summary>
    internal const int MaxChoices = 128;

    // Sorted by index.
    private readonly List<ChoiceBuilder> _choices = [];
    private ChatCompletionEnvelope.SharedProperties _sharedProperties = new() { Object = "chat.completion" };
    private ChatCompletionEnvelope.SharedProperties? _lastSharedProperties;
    private readonly AdditionalPropertiesBuilder _additionalProperties = new();
    private CallInfo? _callInfo;

    /// <summary>Adds the next chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <exception cref="ArgumentNullException"><paramref name="chunk"/> is null.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The index of a choice or tool call is out of range, or the chunks have too many choices, tool calls or additional
    /// properties.
    /// </exception>
    public void Add(ChatCompletionChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        AddEnvelope(chunk);
        foreach (ChatChunkChoice choice in chunk.Choices)
            GetOrAddChoice(GetIndex(choice)).Add(choice);
    }

    /// <summary>Builds the completion from the chunks so far; more chunks can be added afterwards.</summary>
    public ChatCompletion Build() => new()
    {
        Shared = _sharedProperties,
        Choices = _choices.Select(choice => choice.Build(_sharedProperties.Id)).ToArray(),
        AdditionalProperties = _additionalProperties.Build(),
        Call = _callInfo,
    };

    /// <summary>Gets the index of a choice; 0 if the host sends none.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">The index is negative.</exception>
    internal static int GetIndex(ChatChunkChoice choice) => choice.Index switch
    {
        null => 0,
        // It would precede choice 0, whose deltas the caller has received as the text of the chunks.
        < 0 => throw ErrorFactory.InvalidResponse(null, $"a choice of the stream has the index {choice.Index}"),
        int index => index,
    };

    private ChoiceBuilder GetOrAddChoice(int index)
    {
        int position = 0;
        while (position < _choices.Count && _choices[position].Index < index)
            position++;
        if (position < _choices.Count && _choices[position].Index == index)
            return _choices[position];
        if (_choices.Count == MaxChoices)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {MaxChoices} choices");
        var added = new ChoiceBuilder(index);
        _choices.Insert(position, added);
        return added;
    }

    private void AddEnvelope(ChatCompletionChunk chunk)
    {
        // Chunks share one instance while these properties do not change.
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
