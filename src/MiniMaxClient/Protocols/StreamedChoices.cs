using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>
/// The choices of one stream: their pieces split into visible text and thinking, and whether they are finished.
/// </summary>
/// <param name="context">The response that the stream belongs to.</param>
internal sealed class StreamedChoices(ProtocolContext context)
{
    // A stream has one choice, save for requests with `n`.
    private Choice? _first;
    private List<Choice>? _others;
    private HashSet<string>? _callIds;

    /// <summary>Whether there is a choice at all.</summary>
    public bool HaveBegun => _first is not null;

    /// <summary>Whether every choice that has begun ended with a finish reason.</summary>
    public bool AreFinished => All(static finish => finish.IsFinished);

    /// <summary>
    /// Whether every choice that has begun ended with a finish reason that can be relied on without an end of the stream.
    /// </summary>
    public bool AreFinal => All(static finish => finish.IsFinal);

    /// <summary>Fills in the view of a chunk that nobody else has yet.</summary>
    /// <returns>The chunk, or a copy where a choice lacked what it is to show.</returns>
    /// <exception cref="MiniMaxInvalidResponseException">The stream has too many choices or tool calls.</exception>
    public ChatCompletionChunk Split(ChatCompletionChunk chunk)
    {
        IReadOnlyList<ChatChunkChoice> choices = chunk.Choices;
        ChatChunkChoice[]? changed = null;
        for (int i = 0; i < choices.Count; i++)
        {
            CheckToolCalls(choices[i].Delta);
            ChatChunkChoice choice = Find(choices[i]).Split(choices[i]);
            if (!ReferenceEquals(choice, choices[i]))
                (changed ??= [.. choices])[i] = choice;
        }

        return changed is null ? chunk : chunk with { Choices = changed };
    }

    /// <summary>A chunk with what was held back in case it became a tag, when the stream is over; null for nothing.</summary>
    public ChatCompletionChunk? Flush()
    {
        var rests = new List<ChatChunkChoice>();
        AddRest(_first, rests);
        foreach (Choice choice in _others ?? [])
            AddRest(choice, rests);
        return rests.Count == 0 ? null : new() { Choices = rests };
    }

    private bool All(Func<FinishState, bool> condition) =>
        _first is not null && condition(_first.Finish) && _others?.TrueForAll(choice => condition(choice.Finish)) != false;

    private static void AddRest(Choice? choice, List<ChatChunkChoice> rests)
    {
        if (choice?.Flush() is { } rest and not { Text: "", Reasoning: "" })
            rests.Add(new() { Index = choice.Index, Delta = new() { View = rest } });
    }

    private void CheckToolCalls(ChatDelta? delta)
    {
        for (int i = 0; i < delta?.ToolCalls?.Count; i++)
        {
            ToolCallDelta call = delta.ToolCalls[i];
            if (call.Index >= context.MaxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {call.Index}");

            // Hosts that send no index, or the same one for all calls, send the name and the id with each call's first delta.
            if (string.IsNullOrWhiteSpace(call.Id) || string.IsNullOrEmpty(call.Function?.Name ?? call.Custom?.Name))
                continue;
            _callIds ??= new(StringComparer.Ordinal);
            if (_callIds.Add(call.Id!) && _callIds.Count > context.MaxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"the stream has more than {context.MaxToolCalls} tool calls");
        }
    }

    private Choice Find(ChatChunkChoice choice)
    {
        int index = choice.Index ?? 0;
        _first ??= Create(index);
        if (_first.Index == index)
            return _first;
        _others ??= [];
        foreach (Choice known in _others)
        {
            if (known.Index == index)
                return known;
        }

        if (_others.Count + 1 == ChatCompletionBuilder.MaxChoices)
            throw ErrorFactory.InvalidResponse(null, $"the stream has more than {ChatCompletionBuilder.MaxChoices} choices");
        Choice added = Create(index);
        _others.Add(added);
        return added;
    }

    private Choice Create(int index) => new(index, context.StartsThinking, context.ReaderOptions);

    private sealed class Choice(int index, bool startsThinking, JsonReaderOptions options)
    {
        private ReasoningAssembler? _details;
        private CumulativeText _reasoning;
        private ReasoningTagFilter _reasoningTags = new();
        private ThinkTagSplitter _splitter = new(startsThinking);
        private FinishState _finish;
        private bool _thinksApart;
        private bool _thinksInField;
        private bool _hasText;
        private bool _hasCalls;

        public int Index => index;

        public FinishState Finish => _finish;

        public ChatChunkChoice Split(ChatChunkChoice received)
        {
            ChatChunkChoice choice = TakeMessage(received);
            ChatDelta delta = choice.Delta ?? new();
            string text = delta.Content ?? "";
            _hasText |= text.Length > 0;
            _hasCalls |= delta.ToolCalls is { Count: > 0 };
            string reasoning = "";
            if (text.Length > 0 && !_splitter.TryPass(text))
                (text, reasoning) = _splitter.Push(text);

            // Some hosts send the same reasoning between tags and in a field of its own; the field is the cleaner one.
            string apart = Apart(delta);
            if (_thinksApart)
                reasoning = apart;
            if (!_finish.NeedsReason || choice.FinishReason is not null)
                _finish.Add(choice.HasContent, text.Length > 0 || delta.HasOtherOutput, choice.FinishReason);
            if (choice.Delta is null && text.Length + reasoning.Length > 0)
                choice = choice with { Delta = delta };
            delta.View = delta.IsShown(text, reasoning) ? null : new(text, reasoning);
            return choice;
        }

        public ThinkingView Flush()
        {
            string apart = _reasoningTags.Push(FlushReasoning()) + _reasoningTags.Flush();
            ThinkingView rest = _splitter.Flush();
            return _thinksApart || apart.Length > 0 ? rest with { Reasoning = apart } : rest;
        }

        /// <summary>Gets what is new in the first of the fields that has reasoning, as the message itself chooses.</summary>
        private string Apart(ChatDelta delta)
        {
            if (delta.HasReasoning)
            {
                _thinksApart = _thinksApart || ThinkingView.FromFields(
                    delta.ReasoningContent, delta.RawReasoning, delta.ReasoningDetails, delta.ContentParts).Length > 0;
                return _reasoningTags.Push(NewReasoning(delta));
            }

            return _thinksApart && delta.EndsReasoning ? _reasoningTags.Push(FlushReasoning()) + _reasoningTags.Release() : "";
        }

        private string NewReasoning(ChatDelta delta)
        {
            string details = delta.ReasoningDetails is { } received
                ? string.Concat(received.Select((_details ??= new(keepsText: false)).Add))
                : "";
            string text = !string.IsNullOrEmpty(delta.ReasoningContent) ? delta.ReasoningContent!
                : !string.IsNullOrEmpty(delta.RawReasoning) ? delta.RawReasoning!
                : ThinkingPart.TextOf(delta.ContentParts);
            string added = delta.ContentParts is null ? _reasoning.Add(text) : text;
            _thinksInField |= text.Length > 0;
            return _thinksInField ? added : details;
        }

        private string FlushReasoning() => _thinksInField ? _reasoning.Flush() : _details?.Flush() ?? "";

        /// <summary>Reads a whole message in place of a delta: MiniMax's last event may be one.</summary>
        /// <remarks>It repeats what has arrived; what has not arrived, text, calls or reasoning, is taken from it.</remarks>
        private ChatChunkChoice TakeMessage(ChatChunkChoice choice)
        {
            if (choice.HasContent || (_hasText && _hasCalls)
                || !choice.AdditionalProperties.TryGetValue("message", out JsonElement json))
                return choice;
            var reader = new Utf8JsonReader(JsonText.Utf8(json), options);
            reader.Read();
            if (AssistantMessage.Read(ref reader) is not { } message)
                return choice;
            if (_thinksApart)
                message = message with { ReasoningContent = null, RawReasoning = null, ReasoningDetails = null };
            if (_hasText)
                message = message with { Content = null };
            if (_hasCalls)
                message = message with { ToolCalls = null };
            return choice with { Delta = ChatDelta.FromMessage(message) };
        }
    }
}
