using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>
/// The choices of one stream: their pieces split into visible text and thinking, and whether they are finished.
/// </summary>
/// <param name="startsThinking">Whether content without an opening tag starts inside the thinking.</param>
/// <param name="maxToolCalls">The most tool calls, and so the highest index.</param>
internal sealed class StreamedChoices(bool startsThinking = false, int maxToolCalls = ToolCallAssembler.MaxCalls)
{
    // A stream has one choice, save for requests with `n`.
    private Choice? _first;
    private List<Choice>? _others;
    private HashSet<string>? _callIds;

    /// <summary>Whether there is a choice at all.</summary>
    public bool HaveBegun => _first is not null;

    /// <summary>Whether a finish reason has come for every choice that has begun.</summary>
    public bool AreFinished =>
        _first is { IsFinished: true } && _others?.TrueForAll(static choice => choice.IsFinished) != false;

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
            if (call.Index >= maxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"a tool call of the stream has the index {call.Index}");

            // Where calls have no index, or all the same one, their ids tell them apart.
            if (string.IsNullOrWhiteSpace(call.Id))
                continue;
            _callIds ??= new(StringComparer.Ordinal);
            if (_callIds.Add(call.Id!) && _callIds.Count > maxToolCalls)
                throw ErrorFactory.InvalidResponse(null, $"the stream has more than {maxToolCalls} tool calls");
        }
    }

    private Choice Find(ChatChunkChoice choice)
    {
        int index = choice.Index ?? 0;
        _first ??= new(index, startsThinking);
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
        var added = new Choice(index, startsThinking);
        _others.Add(added);
        return added;
    }

    private sealed class Choice(int index, bool startsThinking)
    {
        private ReasoningAssembler? _details;
        private CumulativeText _reasoning;
        private ThinkTagSplitter _splitter = new(startsThinking);
        private bool _thinksApart;
        private bool _hasBegun;

        public int Index => index;

        public bool IsFinished { get; private set; }

        public ChatChunkChoice Split(ChatChunkChoice piece)
        {
            ChatChunkChoice choice = TakeMessage(piece);
            ChatDelta delta = choice.Delta ?? new();
            _hasBegun |= delta is { Content.Length: > 0 } or { ToolCalls.Count: > 0 };
            string text = delta.Content ?? "";
            string reasoning = "";
            if (text.Length > 0 && !_splitter.TryPass(text))
                (text, reasoning) = _splitter.Push(text);
            if (choice.FinishReason is { Value.Length: > 0 })
            {
                IsFinished = true;
                ThinkingView rest = Flush();
                text += rest.Text;
                reasoning += rest.Reasoning;
            }

            // The same thought comes between tags and in a field of its own from some hosts; the field is the cleaner one.
            string apart = delta.HasReasoning ? Apart(delta) : "";
            _thinksApart |= apart.Length > 0;
            if (_thinksApart)
                reasoning = apart;
            if (choice.Delta is null && text.Length + reasoning.Length > 0)
                choice = choice with { Delta = delta };
            delta.View = delta.IsShown(text, reasoning) ? null : new(text, reasoning);
            return choice;
        }

        public ThinkingView Flush()
        {
            ThinkingView rest = _splitter.Flush();
            return _thinksApart ? rest with { Reasoning = "" } : rest;
        }

        /// <summary>What is new in the first of the fields that has thinking.</summary>
        private string Apart(ChatDelta delta)
        {
            string details = delta.ReasoningDetails is { } pieces
                ? string.Concat(pieces.Select((_details ??= new(keepsText: false)).Add))
                : "";
            string text = string.IsNullOrEmpty(delta.ReasoningContent) ? delta.RawReasoning ?? "" : delta.ReasoningContent!;
            string added = _reasoning.Add(text);
            return details.Length > 0 ? details : added;
        }

        /// <summary>A whole message in place of a delta: MiniMax's last event may be one.</summary>
        /// <remarks>It repeats what has come; what has not come, text or thinking, is taken from it.</remarks>
        private ChatChunkChoice TakeMessage(ChatChunkChoice choice)
        {
            if (_hasBegun || choice.Delta is not null)
                return choice;
            if (!choice.AdditionalProperties.TryGetValue("message", out JsonElement json))
                return choice;
            var reader = new Utf8JsonReader(JsonText.Utf8(json), WireFormat.ReaderOptions);
            reader.Read();
            if (AssistantMessage.ReadAnswer(ref reader) is not { } message)
                return choice;
            if (_thinksApart)
                message = message with { ReasoningContent = null, RawReasoning = null, ReasoningDetails = null };
            return choice with { Delta = ChatDelta.FromMessage(message) };
        }
    }
}
