using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles one choice from the chunks of a stream.</summary>
internal sealed class ChoiceBuilder(int index)
{
    private readonly ContentAssembler _content = new();
    private readonly ToolCallAssembler _toolCalls = new();
    private readonly List<TokenLogprob> _contentLogprobs = [];
    private readonly List<TokenLogprob> _refusalLogprobs = [];
    private readonly AdditionalPropertiesBuilder _logprobsOthers = new();
    private readonly ReasoningAssembler _details = new();
    private readonly List<Annotation> _annotations = [];
    private readonly AdditionalPropertiesBuilder _others = new();
    private readonly AdditionalPropertiesBuilder _messageOthers = new();
    private FinishReason? _finishReason;
    private string? _name;
    private AudioAssembler? _audio;
    private LegacyFunctionCall? _functionCall;
    private CumulativeText _reasoningReceived;
    private CumulativeText _rawReasoningReceived;
    private StringBuilder? _refusal;
    private StringBuilder? _reasoningContent;
    private StringBuilder? _rawReasoning;
    private StringBuilder? _audioContent;

    public int Index => index;

    public void Add(ChatChunkChoice choice)
    {
        if (choice.FinishReason is { Value.Length: > 0 } reason)
            _finishReason = reason;
        _others.Add(choice.Others);

        // A whole message beside the deltas (MiniMax's last event may be one) repeats what has arrived.
        _others.Remove("message");
        if (choice.Logprobs is { } logprobs)
        {
            _contentLogprobs.AddRange(logprobs.Content ?? []);
            _refusalLogprobs.AddRange(logprobs.Refusal ?? []);
            _logprobsOthers.Add(logprobs.Others);
        }

        if (choice.Delta is { } delta)
            Add(delta);
    }

    public ChatChoice Build(string? responseId) => new()
    {
        Index = index,
        FinishReason = _finishReason,
        Logprobs = BuildLogprobs(),
        Message = new()
        {
            Content = _content.Build(),
            Name = _name,
            Refusal = _refusal?.ToString(),
            ReasoningContent = Text(_reasoningContent, _reasoningReceived),
            RawReasoning = Text(_rawReasoning, _rawReasoningReceived),
            ReasoningDetails = _details.IsEmpty ? null : _details.Build(),
            Annotations = _annotations.Count > 0 ? _annotations.ToArray() : null,
            Audio = _audio?.Build(),
            AudioContent = _audioContent?.ToString(),
            ToolCalls = _toolCalls.IsEmpty ? null : _toolCalls.Build(responseId),
            AdditionalProperties = BuildMessageOthers(),
        },
        AdditionalProperties = _others.Build(),
    };

    private void Add(ChatDelta delta)
    {
        _content.Add(delta);
        Append(ref _refusal, delta.Refusal);
        if (delta.EndsReasoning)
            FlushReasoning();
        if (delta.ReasoningContent is { } reasoningContent)
            Append(ref _reasoningContent, _reasoningReceived.Add(reasoningContent));
        if (delta.RawReasoning is { } rawReasoning)
            Append(ref _rawReasoning, _rawReasoningReceived.Add(rawReasoning));
        Append(ref _audioContent, delta.AudioContent);
        foreach (ReasoningDetail detail in delta.ReasoningDetails ?? [])
            _details.Add(detail);
        if (delta.ToolCalls is { } toolCalls)
            _toolCalls.Add(toolCalls);
        _annotations.AddRange(delta.Annotations ?? []);
        _name = string.IsNullOrEmpty(delta.Name) ? _name ?? delta.Name : delta.Name;
        if (delta.Audio is { } audio)
            (_audio ??= new()).Add(audio);
        _messageOthers.Add(delta.Others);
        if (delta.Others?.TryGetValue(LegacyFunctionCall.Name, out JsonElement functionCall) == true)
            (_functionCall ??= new()).Add(functionCall);
    }

    private void FlushReasoning()
    {
        Append(ref _reasoningContent, Held(_reasoningReceived.Flush()));
        Append(ref _rawReasoning, Held(_rawReasoningReceived.Flush()));
        _details.Flush();
    }

    private ChoiceLogprobs? BuildLogprobs()
    {
        IReadOnlyDictionary<string, JsonElement> others = _logprobsOthers.Build();
        return _contentLogprobs.Count + _refusalLogprobs.Count + others.Count == 0 ? null : new()
        {
            Content = _contentLogprobs.Count > 0 ? _contentLogprobs.ToArray() : null,
            Refusal = _refusalLogprobs.Count > 0 ? _refusalLogprobs.ToArray() : null,
            AdditionalProperties = others,
        };
    }

    private IReadOnlyDictionary<string, JsonElement> BuildMessageOthers()
    {
        if (_functionCall?.Build() is { } functionCall)
            _messageOthers.Set(LegacyFunctionCall.Name, functionCall);
        return _messageOthers.Build();
    }

    private static string? Text(StringBuilder? text, CumulativeText received) => text is null ? null : text + received.Held;

    private static string? Held(string held) => held.Length > 0 ? held : null;

    private static void Append(ref StringBuilder? text, string? added)
    {
        if (added is not null)
            (text ??= new()).Append(added);
    }
}
