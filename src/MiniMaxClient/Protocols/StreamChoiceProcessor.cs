using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>
/// Tracks the choices of one stream: splits their deltas into visible text and reasoning, and records whether they are finished.
/// </summary>
/// <param name="context">The response that the stream belongs to.</param>
internal sealed class StreamChoiceProcessor(ResponseContext context)
{
    // A stream has one choice unless the request sets `n`.
    private Choice? _firstChoice;
    private List<Choice>? _otherChoices;
    private HashSet<string>? _toolCallIds;

    /// <summary>Whether the stream has had a choice.</summary>
    public bool HasChoices => _firstChoice is not null;

    /// <summary>Whether every choice so far ended with a finish reason.</summary>
    public bool IsFinished => IsTrueForAllChoices(static finish => finish.IsFinished);

    /// <summary>
    /// Whether every choice so far ended with a finish reason that is reliable even if the stream does not end properly.
    /// </summary>
    public bool IsReliablyFinished => IsTrueForAllChoices(static finish => finish.IsReliablyFinished);

    /// <summary>Splits the content of a chunk into visible text and reasoning.</summary>
    /// <remarks>The split is stored in the deltas of the chunk, which no caller has seen yet.</remarks>
    /// <returns>The chunk, or a copy if a choice needed a delta of its own.</returns>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The stream has too many choices or tool calls, or a negative index of a choice.
    /// </exception>
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

    /// <summary>Returns the text that was held back as a possible tag, at the end of the stream; null if there is none.</summary>
    public ChatCompletionChunk? Flush()
    {
        var remaining = new List<ChatChunkChoice>();
        AddRemainingText(_firstChoice, remaining);
        foreach (Choice choice in _otherChoices ?? [])
            AddRemainingText(choice, remaining);
        return remaining.Count == 0 ? null : new() { Choices = remaining };
    }

    private bool IsTrueForAllChoices(Func<FinishState, bool> condition) =>
        _firstChoice is not null && condition(_firstChoice.Finish)
            && _otherChoices?.TrueForAll(choice => condition(choice.Finish)) != false;

    private static void AddRemainingText(Choice? choice, List<ChatChunkChoice> remaining)
    {
        if (choice?.Flush() is { } content and not { Text: "", Reasoning: "" })
            remaining.Add(new() { Index = choice.Index, Delta = new() { SplitContent = content } });
    }

    private void EnforceToolCallLimit(ChatDelta? delta)
    {
        for (int i = 0; i < delta?.ToolCalls?.Count; i++)
        {
            ToolCallDelta call = delta.ToolCalls[i];
            if (call.Index >= context.MaxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {call.Index}");

            // Hosts that send no index, or the same index for all calls, send the name and the id in each call's first delta.
            if (string.IsNullOrWhiteSpace(call.Id) || string.IsNullOrEmpty(call.Function?.Name ?? call.Custom?.Name))
                continue;
            _toolCallIds ??= new(StringComparer.Ordinal);
            if (_toolCallIds.Add(call.Id!) && _toolCallIds.Count > context.MaxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"the stream has more than {context.MaxToolCalls} tool calls");
        }
    }

    private Choice GetOrAddChoiceState(ChatChunkChoice choice)
    {
        int index = ChatCompletionBuilder.GetIndex(choice);
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

    private sealed class Choice(int index, bool isThinkingOpenAtStart, JsonReaderOptions options)
    {
        private ReasoningDetailsBuilder? _reasoningDetails;
        private CumulativeDeltaNormalizer _reasoningNormalizer;
        private ReasoningFieldTagFilter _reasoningTagFilter = new();
        private ThinkTagSplitter _thinkTagSplitter = new(isThinkingOpenAtStart);
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

            // Some hosts send the same reasoning between tags and in a separate field; the field has no tag remnants.
            string separateReasoning = ReadSeparateReasoning(delta);
            if (_hasSeparateReasoning)
                reasoning = separateReasoning;
            if (!_finishState.CanSkipChunksWithoutReason || choice.FinishReason is not null)
                _finishState.RecordChunk(choice.HasContent, text.Length > 0 || delta.HasOtherOutput, choice.FinishReason);
            if (choice.Delta is null && text.Length + reasoning.Length > 0)
                choice = choice with { Delta = delta };
            delta.SplitContent = delta.HasSameTextAndReasoning(text, reasoning) ? null : new(text, reasoning);
            return choice;
        }

        public TextAndReasoning Flush()
        {
            string separateReasoning = _reasoningTagFilter.FilterDelta(FlushReasoning()) + _reasoningTagFilter.Flush();
            TextAndReasoning content = _thinkTagSplitter.Flush();
            return _hasSeparateReasoning || separateReasoning.Length > 0
                ? content with { Reasoning = separateReasoning }
                : content;
        }

        /// <summary>Reads the new reasoning of the first field that has any, in the order of precedence of the message.</summary>
        private string ReadSeparateReasoning(ChatDelta delta)
        {
            if (delta.HasReasoningField)
            {
                _hasSeparateReasoning = _hasSeparateReasoning || TextAndReasoning.GetReasoningFromFields(
                    delta.ReasoningContent, delta.RawReasoning, delta.ReasoningDetails, delta.ContentParts).Length > 0;
                return _reasoningTagFilter.FilterDelta(ReadNewReasoning(delta));
            }

            return _hasSeparateReasoning && delta.HasOnlyNonReasoningOutput
                ? _reasoningTagFilter.FilterDelta(FlushReasoning()) + _reasoningTagFilter.ReleaseLineBreaks()
                : "";
        }

        private string ReadNewReasoning(ChatDelta delta)
        {
            string details = delta.ReasoningDetails is { } received
                ? string.Concat(received.Select((_reasoningDetails ??= new(shouldKeepText: false)).Add))
                : "";
            string text = !string.IsNullOrEmpty(delta.ReasoningContent) ? delta.ReasoningContent!
                : !string.IsNullOrEmpty(delta.RawReasoning) ? delta.RawReasoning!
                : ThinkingPart.JoinText(delta.ContentParts);
            string added = delta.ContentParts is null ? _reasoningNormalizer.AddDelta(text) : text;
            _hasReasoningField |= text.Length > 0;
            return _hasReasoningField ? added : details;
        }

        private string FlushReasoning() => _hasReasoningField ? _reasoningNormalizer.Flush() : _reasoningDetails?.Flush() ?? "";

        /// <summary>Converts a complete message to a delta: MiniMax's last event may be a message.</summary>
        /// <remarks>Only the text, tool calls and reasoning that have not arrived in deltas are used.</remarks>
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
