namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Splits the chunks of one stream into visible text and thinking.</summary>
internal sealed class ChunkThinking
{
    // A stream has one choice, save for requests with `n`.
    private readonly Dictionary<int, Choice> _choices = [];

    /// <summary>The chunk with its view filled in.</summary>
    public ChatCompletionChunk Split(ChatCompletionChunk chunk)
    {
        if (chunk.Choices.Count == 0)
            return chunk;
        var choices = new ChatChunkChoice[chunk.Choices.Count];
        for (int i = 0; i < choices.Length; i++)
            choices[i] = Split(chunk.Choices[i]);
        return chunk with { Choices = choices };
    }

    /// <summary>A chunk with what was held back in case it became a tag, when the stream is over; null for nothing.</summary>
    public ChatCompletionChunk? Flush()
    {
        var rests = new List<ChatChunkChoice>();
        foreach (KeyValuePair<int, Choice> choice in _choices)
        {
            ThinkingView rest = choice.Value.Flush();
            if (rest is not { Text: "", Reasoning: "" })
                rests.Add(new() { Index = choice.Key, Delta = new() { View = rest } });
        }

        return rests.Count == 0 ? null : new() { Choices = rests };
    }

    private ChatChunkChoice Split(ChatChunkChoice choice)
    {
        int index = choice.Index ?? 0;
        if (!_choices.TryGetValue(index, out Choice? state))
        {
            if (_choices.Count == ChatCompletionBuilder.MaxChoices)
                throw new MiniMaxInvalidResponseException($"The stream has more than {_choices.Count} choices.");
            _choices[index] = state = new();
        }

        ChatDelta delta = choice.Delta ?? new();
        ThinkingView view = delta.Content is { } content ? state.Splitter.Push(content) : new("", "");
        if (choice.FinishReason is { Value.Length: > 0 })
        {
            ThinkingView rest = state.Flush();
            view = new(view.Text + rest.Text, view.Reasoning + rest.Reasoning);
        }

        // The same thought comes between tags and in a field of its own from some hosts; the field is the cleaner one.
        string details = delta.ReasoningDetails is { } pieces ? string.Concat(pieces.Select(state.Details.Add)) : "";
        string apart = ThinkingView.FromFields(delta.ReasoningContent, delta.RawReasoning, details: null);
        if (apart.Length == 0)
            apart = details;
        state.ThinksApart |= apart.Length > 0;
        view = view with { Reasoning = state.ThinksApart ? apart : view.Reasoning };
        return choice.Delta is null && view is { Text: "", Reasoning: "" }
            ? choice
            : choice with { Delta = delta with { View = view } };
    }

    private sealed class Choice
    {
        public ThinkTagSplitter Splitter;

        public ReasoningAssembler Details { get; } = new();

        public bool ThinksApart { get; set; }

        public ThinkingView Flush()
        {
            ThinkingView rest = Splitter.Flush();
            return ThinksApart ? rest with { Reasoning = "" } : rest;
        }
    }
}
