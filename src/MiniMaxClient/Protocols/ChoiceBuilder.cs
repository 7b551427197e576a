using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Puts the pieces of one choice together.</summary>
internal sealed class ChoiceBuilder
{
    private readonly ToolCallAssembler _toolCalls = new();
    private readonly List<TokenLogprob> _contentLogprobs = [];
    private readonly List<TokenLogprob> _refusalLogprobs = [];
    private readonly ReasoningAssembler _details = new();
    private readonly List<Annotation> _annotations = [];
    private ChatChunkChoice _choice = new();
    private ChatDelta _delta = new();
    private StringBuilder? _content;
    private StringBuilder? _refusal;
    private CumulativeText? _reasoningContent;
    private CumulativeText? _rawReasoning;
    private StringBuilder? _audio;

    public void Add(ChatChunkChoice choice)
    {
        // A whole message beside the deltas (MiniMax's last event may be one) repeats what has come and is left out.
        var next = choice with { AdditionalProperties = Without(choice, "message") };
        _choice = next with
        {
            FinishReason = choice.FinishReason is { Value.Length: > 0 } reason ? reason : _choice.FinishReason,
            AdditionalProperties = ChatCompletionBuilder.Merge(_choice, next),
        };
        _contentLogprobs.AddRange(choice.Logprobs?.Content ?? []);
        _refusalLogprobs.AddRange(choice.Logprobs?.Refusal ?? []);
        if (choice.Delta is { } delta)
            Add(delta);
    }

    public ChatChoice Build(int index, string? answerId) => new()
    {
        Index = index,
        FinishReason = _choice.FinishReason,
        Logprobs = _contentLogprobs.Count + _refusalLogprobs.Count == 0 ? null : new()
        {
            Content = _contentLogprobs.Count > 0 ? _contentLogprobs.ToArray() : null,
            Refusal = _refusalLogprobs.Count > 0 ? _refusalLogprobs.ToArray() : null,
        },
        Message = new()
        {
            Content = _content?.ToString(),
            Name = _delta.Name,
            Refusal = _refusal?.ToString(),
            ReasoningContent = _reasoningContent?.ToString(),
            RawReasoning = _rawReasoning?.ToString(),
            ReasoningDetails = _details.IsEmpty ? null : _details.Build(),
            Annotations = _annotations.Count > 0 ? _annotations.ToArray() : null,
            Audio = _delta.Audio,
            AudioContent = _audio?.ToString(),
            ToolCalls = _toolCalls.IsEmpty ? null : _toolCalls.Build(answerId),
            AdditionalProperties = _delta.AdditionalProperties,
        },
        AdditionalProperties = _choice.AdditionalProperties,
    };

    private void Add(ChatDelta delta)
    {
        Append(ref _content, delta.Content);
        Append(ref _refusal, delta.Refusal);
        if (delta.ReasoningContent is { } reasoningContent)
            (_reasoningContent ??= new()).Add(reasoningContent);
        if (delta.RawReasoning is { } rawReasoning)
            (_rawReasoning ??= new()).Add(rawReasoning);
        Append(ref _audio, delta.AudioContent);
        foreach (ReasoningDetail detail in delta.ReasoningDetails ?? [])
            _details.Add(detail);
        foreach (ToolCallDelta piece in delta.ToolCalls ?? [])
            _toolCalls.Add(piece);
        _annotations.AddRange(delta.Annotations ?? []);
        _delta = new()
        {
            Name = delta.Name ?? _delta.Name,
            Audio = delta.Audio ?? _delta.Audio,
            AdditionalProperties = ChatCompletionBuilder.Merge(_delta, delta),
        };
    }

    private static IReadOnlyDictionary<string, JsonElement> Without(SchemaObject schemaObject, string name) =>
        schemaObject.AdditionalProperties.ContainsKey(name)
            ? schemaObject.AdditionalProperties.Where(property => property.Key != name)
                .ToDictionary(static property => property.Key, static property => property.Value)
            : schemaObject.AdditionalProperties;

    private static void Append(ref StringBuilder? text, string? piece)
    {
        if (piece is not null)
            (text ??= new()).Append(piece);
    }
}
