using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Puts the pieces of one choice together.</summary>
internal sealed class ChoiceBuilder(int index)
{
    private readonly ToolCallAssembler _toolCalls = new();
    private readonly List<TokenLogprob> _contentLogprobs = [];
    private readonly List<TokenLogprob> _refusalLogprobs = [];
    private readonly ReasoningAssembler _details = new();
    private readonly List<Annotation> _annotations = [];
    private IReadOnlyDictionary<string, JsonElement> _others = SchemaObject.NoProperties;
    private IReadOnlyDictionary<string, JsonElement> _messageOthers = SchemaObject.NoProperties;
    private FinishReason? _finishReason;
    private string? _name;
    private MessageAudio? _speech;
    private CumulativeText _reasoningTold;
    private CumulativeText _rawReasoningTold;
    private StringBuilder? _content;
    private StringBuilder? _refusal;
    private StringBuilder? _reasoningContent;
    private StringBuilder? _rawReasoning;
    private StringBuilder? _audio;

    public int Index => index;

    public void Add(ChatChunkChoice choice)
    {
        if (choice.FinishReason is { Value.Length: > 0 } reason)
            _finishReason = reason;

        // A whole message beside the deltas (MiniMax's last event may be one) repeats what has come and is left out.
        _others = ChatCompletionBuilder.Merge(_others, Without(choice.AdditionalProperties, "message"));
        if (choice.Logprobs is { } logprobs)
        {
            _contentLogprobs.AddRange(logprobs.Content ?? []);
            _refusalLogprobs.AddRange(logprobs.Refusal ?? []);
        }

        if (choice.Delta is { } delta)
            Add(delta);
    }

    public ChatChoice Build(string? answerId) => new()
    {
        Index = index,
        FinishReason = _finishReason,
        Logprobs = _contentLogprobs.Count + _refusalLogprobs.Count == 0 ? null : new()
        {
            Content = _contentLogprobs.Count > 0 ? _contentLogprobs.ToArray() : null,
            Refusal = _refusalLogprobs.Count > 0 ? _refusalLogprobs.ToArray() : null,
        },
        Message = new()
        {
            Content = _content?.ToString(),
            Name = _name,
            Refusal = _refusal?.ToString(),
            ReasoningContent = _reasoningContent?.ToString(),
            RawReasoning = _rawReasoning?.ToString(),
            ReasoningDetails = _details.IsEmpty ? null : _details.Build(),
            Annotations = _annotations.Count > 0 ? _annotations.ToArray() : null,
            Audio = _speech,
            AudioContent = _audio?.ToString(),
            ToolCalls = _toolCalls.IsEmpty ? null : _toolCalls.Build(answerId),
            AdditionalProperties = _messageOthers,
        },
        AdditionalProperties = _others,
    };

    private void Add(ChatDelta delta)
    {
        Append(ref _content, delta.Content);
        Append(ref _refusal, delta.Refusal);
        if (delta.ReasoningContent is { } reasoningContent)
            Append(ref _reasoningContent, _reasoningTold.Add(reasoningContent));
        if (delta.RawReasoning is { } rawReasoning)
            Append(ref _rawReasoning, _rawReasoningTold.Add(rawReasoning));
        Append(ref _audio, delta.AudioContent);
        foreach (ReasoningDetail detail in delta.ReasoningDetails ?? [])
            _details.Add(detail);
        foreach (ToolCallDelta piece in delta.ToolCalls ?? [])
            _toolCalls.Add(piece);
        _annotations.AddRange(delta.Annotations ?? []);
        _name = delta.Name ?? _name;
        _speech = delta.Audio ?? _speech;
        _messageOthers = ChatCompletionBuilder.Merge(_messageOthers, delta.AdditionalProperties);
    }

    private static IReadOnlyDictionary<string, JsonElement> Without(
        IReadOnlyDictionary<string, JsonElement> properties, string name) =>
        properties.ContainsKey(name)
            ? properties.Where(property => property.Key != name)
                .ToDictionary(static property => property.Key, static property => property.Value)
            : properties;

    private static void Append(ref StringBuilder? text, string? piece)
    {
        if (piece is not null)
            (text ??= new()).Append(piece);
    }
}
