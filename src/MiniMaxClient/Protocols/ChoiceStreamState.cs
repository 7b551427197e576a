using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>
/// The choices of one stream: their pieces split into visible text and thinking, and whether they are finished.
/// </summary>
/// <param name="context">The response that the stream belongs to.</param>
internal sealed class ChoiceStreamState(ResponseContext context)
{
    // A stream has one choice, save for requests with `n`.
    private Choice? _firstChoice;
    private List<Choice>? _otherChoices;
    private HashSet<string>? _toolCallIds;

    /// <summary>Whether there is a choice at all.</summary>
    public bool HasChoices => _firstChoice is not null;

    /// <summary>Whether every choice that has begun ended with a finish reason.</summary>
    public bool IsFinished => IsTrueForAllChoices(static finish => finish.IsFinished);

    /// <summary>
    /// Whether every choice that has begun ended with a finish reason that can be relied on without an end of the stream.
    /// </summary>
    public bool IsReliablyFinished => IsTrueForAllChoices(static finish => finish.IsReliablyFinished);

    /// <summary>Fills in the view of a chunk that nobody else has yet.</summary>
    /// <returns>The chunk, or a copy where a choice lacked what it is to show.</returns>
    /// <exception cref="MiniMaxInvalidResponseException">The stream has too many choices or tool calls.</exception>
    public ChatCompletionChunk SplitReasoning(ChatCompletionChunk chunk)
    {
        IReadOnlyList<ChatChunkChoice> choices = chunk.Choices;
        ChatChunkChoice[]? changed = null;
        for (int i = 0; i < choices.Count; i++)
        {
            EnforceToolCallLimit(choices[i].Delta);
            ChatChunkChoice choice = GetOrAddChoiceState(choices[i]).SplitReasoning(choices[i]);
            if (!ReferenceEquals(choice, choices[i]))
                (changed ??= [.. choices])[i] = choice;
        }

        return changed is null ? chunk : chunk with { Choices = changed };
    }

    /// <summary>A chunk with what was held back in case it became a tag, when the stream is over; null for nothing.</summary>
    public ChatCompletionChunk? Flush()
    {
        var rests = new List<ChatChunkChoice>();
        AddRemainingText(_firstChoice, rests);
        foreach (Choice choice in _otherChoices ?? [])
            AddRemainingText(choice, rests);
        return rests.Count == 0 ? null : new() { Choices = rests };
    }

    private bool IsTrueForAllChoices(Func<FinishState, bool> condition) =>
        _firstChoice is not null && condition(_firstChoice.Finish)
            && _otherChoices?.TrueForAll(choice => condition(choice.Finish)) != false;

    private static void AddRemainingText(Choice? choice, List<ChatChunkChoice> remaining)
    {
        if (choice?.Flush() is { } rest and not { Text: "", Reasoning: "" })
            remaining.Add(new() { Index = choice.Index, Delta = new() { SplitContent = rest } });
    }

    private void EnforceToolCallLimit(ChatDelta? delta)
    {
        for (int i = 0; i < delta?.ToolCalls?.Count; i++)
        {
            ToolCallDelta call = delta.ToolCalls[i];
            if (call.Index >= context.MaxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {call.Index}");

            // Hosts that send no index, or the same one for all calls, send the name and the id with each call's first delta.
            if (string.IsNullOrWhiteSpace(call.Id) || string.IsNullOrEmpty(call.Function?.Name ?? call.Custom?.Name))
                continue;
            _toolCallIds ??= new(StringComparer.Ordinal);
            if (_toolCallIds.Add(call.Id!) && _toolCallIds.Count > context.MaxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"the stream has more than {context.MaxToolCalls} tool calls");
        }
    }

    private Choice GetOrAddChoiceState(ChatChunkChoice choice)
    {
        int index = choice.Index ?? 0;
        _firstChoice ??= CreateChoiceState(index);
        if (_firstChoice.Index == index)
            return _firstChoice;
        _otherChoices ??= [];
        foreach (Choice known in _otherChoices)
        {
            if (known.Index == index)
                return known;
        }

        if (_otherChoices.Count + 1 == ChatCompletionBuilder.MaxChoices)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {ChatCompletionBuilder.MaxChoices} choices");
        Choice added = CreateChoiceState(index);
        _otherChoices.Add(added);
        return added;
    }

    private Choice CreateChoiceState(int index) => new(index, context.IsThinkingOpenAtStart, context.ReaderOptions);

    private sealed class Choice(int index, bool startsThinking, JsonReaderOptions options)
    {
        private ReasoningDetailsBuilder? _reasoningDetails;
        private CumulativeDeltaNormalizer _reasoningNormalizer;
        private ReasoningFieldTagFilter _reasoningTagFilter = new();
        private ThinkTagSplitter _thinkTagSplitter = new(startsThinking);
        private FinishState _finishState;
        private bool _hasSeparateReasoning;
        private bool _hasReasoningField;
        private bool _hasText;
        private bool _hasToolCalls;

        public int Index => index;

        public FinishState Finish => _finishState;

        public ChatChunkChoice SplitReasoning(ChatChunkChoice received)
        {
            ChatChunkChoice choice = ReplaceMessageWithDelta(received);
            ChatDelta delta = choice.Delta ?? new();
            string text = delta.Content ?? "";
            _hasText |= text.Length > 0;
            _hasToolCalls |= delta.ToolCalls is { Count: > 0 };
            string reasoning = "";
            if (text.Length > 0 && !_thinkTagSplitter.TryPassUnchanged(text))
                (text, reasoning) = _thinkTagSplitter.SplitDelta(text);

            // Some hosts send the same reasoning between tags and in a field of its own; the field is the cleaner one.
            string apart = ReadSeparateReasoning(delta);
            if (_hasSeparateReasoning)
                reasoning = apart;
            if (!_finishState.CanSkipChunksWithoutReason || choice.FinishReason is not null)
                _finishState.RecordChunk(choice.HasContent, text.Length > 0 || delta.HasOtherOutput, choice.FinishReason);
            if (choice.Delta is null && text.Length + reasoning.Length > 0)
                choice = choice with { Delta = delta };
            delta.SplitContent = delta.HasSameTextAndReasoning(text, reasoning) ? null : new(text, reasoning);
            return choice;
        }

        public TextAndReasoning Flush()
        {
            string apart = _reasoningTagFilter.FilterDelta(FlushReasoning()) + _reasoningTagFilter.Flush();
            TextAndReasoning rest = _thinkTagSplitter.Flush();
            return _hasSeparateReasoning || apart.Length > 0 ? rest with { Reasoning = apart } : rest;
        }

        /// <summary>Gets what is new in the first of the fields that has reasoning, as the message itself chooses.</summary>
        private string ReadSeparateReasoning(ChatDelta delta)
        {
            if (delta.HasReasoningField)
            {
                _hasSeparateReasoning = _hasSeparateReasoning || TextAndReasoning.GetReasoningFromFields(
                    delta.ReasoningContent, delta.RawReasoning, delta.ReasoningDetails, delta.ContentParts).Length > 0;
                return _reasoningTagFilter.FilterDelta(ReadNewReasoning(delta));
            }

            return _hasSeparateReasoning && delta.HasOnlyNonReasoningOutput
                ? _reasoningTagFilter.FilterDelta(FlushReasoning()) + _reasoningTagFilter.ReleaseLineBreaks() : "";
        }

        private string ReadNewReasoning(ChatDelta delta)
        {
            string details = delta.ReasoningDetails is { } received
                ? string.Concat(received.Select((_reasoningDetails ??= new(keepsText: false)).Add))
                : "";
            string text = !string.IsNullOrEmpty(delta.ReasoningContent) ? delta.ReasoningContent!
                : !string.IsNullOrEmpty(delta.RawReasoning) ? delta.RawReasoning!
                : ThinkingPart.JoinText(delta.ContentParts);
            string added = delta.ContentParts is null ? _reasoningNormalizer.AddDelta(text) : text;
            _hasReasoningField |= text.Length > 0;
            return _hasReasoningField ? added : details;
        }

        private string FlushReasoning() => _hasReasoningField ? _reasoningNormalizer.Flush() : _reasoningDetails?.Flush() ?? "";

        /// <summary>Reads a whole message in place of a delta: MiniMax's last event may be one.</summary>
        /// <remarks>It repeats what has arrived; what has not arrived, text, calls or reasoning, is taken from it.</remarks>
        private ChatChunkChoice ReplaceMessageWithDelta(ChatChunkChoice choice)
        {
            if (choice.HasContent || (_hasText && _hasToolCalls)
                || !choice.AdditionalProperties.TryGetValue("message", out JsonElement json))
                return choice;
            var reader = new Utf8JsonReader(JsonText.GetRawUtf8(json), options);
            reader.Read();
            if (AssistantMessage.Read(ref reader) is not { } message)
                return choice;
            if (_hasSeparateReasoning)
                message = message with { ReasoningContent = null, RawReasoning = null, ReasoningDetails = null };
            if (_hasText)
                message = message with { Content = null };
            if (_hasToolCalls)
                message = message with { ToolCalls = null };
            return choice with { Delta = ChatDelta.FromMessage(message) };
        }
    }
}
