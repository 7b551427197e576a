using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Assembles one choice from the chunks of a stream.</summary>
internal sealed class ChoiceBuilder(int index)
{
    private readonly MessageContentBuilder _content = new();
    private readonly ToolCallListBuilder _toolCalls = new();
    private readonly List<TokenLogprob> _contentLogprobs = [];
    private readonly List<TokenLogprob> _refusalLogprobs = [];
    private readonly AdditionalPropertiesBuilder _logprobsAdditionalProperties = new();
    private readonly ReasoningDetailsBuilder _reasoningDetails = new();
    private readonly List<Annotation> _annotations = [];
    private readonly AdditionalPropertiesBuilder _additionalProperties = new();
    private readonly AdditionalPropertiesBuilder _messageAdditionalProperties = new();
    private FinishReason? _finishReason;
    private string? _name;
    private MessageAudioBuilder? _audio;
    private LegacyFunctionCallBuilder? _functionCall;
    private CumulativeDeltaNormalizer _reasoningContentNormalizer;
    private CumulativeDeltaNormalizer _rawReasoningNormalizer;
    private StringBuilder? _refusal;
    private StringBuilder? _reasoningContent;
    private StringBuilder? _rawReasoning;
    private StringBuilder? _audioContent;

    public int Index => index;

    public void Add(ChatChunkChoice choice)
    {
        if (choice.FinishReason is { Value.Length: > 0 } reason)
            _finishReason = reason;
        _additionalProperties.Add(choice.AdditionalPropertiesOrNull);

        // A complete message in a stream (MiniMax's last event may be one) repeats content that has already arrived.
        _additionalProperties.Remove("message");
        if (choice.Logprobs is { } logprobs)
        {
            _contentLogprobs.AddRange(logprobs.Content ?? []);
            _refusalLogprobs.AddRange(logprobs.Refusal ?? []);
            _logprobsAdditionalProperties.Add(logprobs.AdditionalPropertiesOrNull);
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
            ReasoningContent = GetReceivedText(_reasoningContent, _reasoningContentNormalizer),
            RawReasoning = GetReceivedText(_rawReasoning, _rawReasoningNormalizer),
            ReasoningDetails = _reasoningDetails.IsEmpty ? null : _reasoningDetails.Build(),
            Annotations = _annotations.Count > 0 ? _annotations.ToArray() : null,
            Audio = _audio?.Build(),
            AudioContent = _audioContent?.ToString(),
            ToolCalls = _toolCalls.IsEmpty ? null : _toolCalls.Build(responseId),
            AdditionalProperties = BuildMessageAdditionalProperties(),
        },
        AdditionalProperties = _additionalProperties.Build(),
    };

    private void Add(ChatDelta delta)
    {
        _content.Add(delta);
        AppendText(ref _refusal, delta.Refusal);
        if (delta.HasOnlyNonReasoningOutput)
            FlushReasoning();
        if (delta.ReasoningContent is { } reasoningContent)
            AppendText(ref _reasoningContent, _reasoningContentNormalizer.AddDelta(reasoningContent));
        if (delta.RawReasoning is { } rawReasoning)
            AppendText(ref _rawReasoning, _rawReasoningNormalizer.AddDelta(rawReasoning));
        AppendText(ref _audioContent, delta.AudioContent);
        foreach (ReasoningDetail detail in delta.ReasoningDetails ?? [])
            _reasoningDetails.Add(detail);
        if (delta.ToolCalls is { } toolCalls)
            _toolCalls.Add(toolCalls);
        _annotations.AddRange(delta.Annotations ?? []);
        _name = string.IsNullOrEmpty(delta.Name) ? _name ?? delta.Name : delta.Name;
        if (delta.Audio is { } audio)
            (_audio ??= new()).Add(audio);
        _messageAdditionalProperties.Add(delta.AdditionalPropertiesOrNull);
        if (delta.AdditionalPropertiesOrNull?.TryGetValue(
            LegacyFunctionCallBuilder.PropertyName, out JsonElement functionCall) == true)
            (_functionCall ??= new()).Add(functionCall);
    }

    private void FlushReasoning()
    {
        AppendText(ref _reasoningContent, NullIfEmpty(_reasoningContentNormalizer.Flush()));
        AppendText(ref _rawReasoning, NullIfEmpty(_rawReasoningNormalizer.Flush()));
        _reasoningDetails.Flush();
    }

    private ChoiceLogprobs? BuildLogprobs()
    {
        IReadOnlyDictionary<string, JsonElement> additionalProperties = _logprobsAdditionalProperties.Build();
        if (_contentLogprobs.Count + _refusalLogprobs.Count + additionalProperties.Count == 0)
            return null;
        return new()
        {
            Content = _contentLogprobs.Count > 0 ? _contentLogprobs.ToArray() : null,
            Refusal = _refusalLogprobs.Count > 0 ? _refusalLogprobs.ToArray() : null,
            AdditionalProperties = additionalProperties,
        };
    }

    private IReadOnlyDictionary<string, JsonElement> BuildMessageAdditionalProperties()
    {
        if (_functionCall?.Build() is { } functionCall)
            _messageAdditionalProperties.Set(LegacyFunctionCallBuilder.PropertyName, functionCall);
        return _messageAdditionalProperties.Build();
    }

    private static string? GetReceivedText(StringBuilder? text, CumulativeDeltaNormalizer normalizer) =>
        text is null ? null : text + normalizer.HeldText;

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static void AppendText(ref StringBuilder? builder, string? addedText)
    {
        if (addedText is not null)
            (builder ??= new()).Append(addedText);
    }
}
