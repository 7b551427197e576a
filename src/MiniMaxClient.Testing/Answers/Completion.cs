namespace MiniMaxClient.Testing.Answers;

/// <summary>A finished answer, before a dialect gives it its form.</summary>
internal sealed record Completion
{
    public required string Id { get; init; }
    public required long Created { get; init; }

    /// <summary>The model as the provider names it in responses.</summary>
    public required string Model { get; init; }

    public required string Text { get; init; }
    public string? Thinking { get; init; }

    /// <summary>Whether the answer ran out of tokens before its thinking ended.</summary>
    public bool IsTruncatedInThinking { get; init; }

    /// <summary>Whether thinking goes in fields of its own and not into the content.</summary>
    public bool IsThinkingSeparate { get; init; }

    public IReadOnlyList<ToolUse> ToolCalls { get; init; } = [];
    public required string FinishReason { get; init; }
    public required TokenCounts Tokens { get; init; }

    /// <summary>The content with the thinking in front, as MiniMax's models write it.</summary>
    public string Content
    {
        get
        {
            // The official tool-use sample: a turn that only calls tools ends in one more newline, or is one.
            string text = Text.Length == 0 && ToolCalls.Count > 0 && Thinking is not null ? "\n" : Text;
            if (Thinking is null || IsThinkingSeparate)
                return text;
            if (IsTruncatedInThinking)
                return $"<think>\n{Thinking}";
            // AIML API's samples: M3 ends its thinking with one newline, the others with two.
            string end = Model.EndsWith("M3", StringComparison.OrdinalIgnoreCase) ? "\n" : "\n\n";
            return $"<think>\n{Thinking}\n</think>{end}{text}";
        }
    }

    /// <summary>The answer in the order and the pieces in which a stream brings it; there is always one piece.</summary>
    public IEnumerable<CompletionDelta> SplitIntoDeltas(int characters)
    {
        bool hasNone = true;
        foreach (CompletionDelta delta in EnumerateDeltas(characters))
        {
            hasNone = false;
            yield return delta;
        }

        if (hasNone)
            yield return new CompletionDelta.Content("");
    }

    private IEnumerable<CompletionDelta> EnumerateDeltas(int characters)
    {
        if (IsThinkingSeparate)
        {
            foreach (string piece in TextChunker.Split(Thinking ?? "", characters))
                yield return new CompletionDelta.Thinking(piece);
        }

        foreach (string piece in TextChunker.Split(Content, characters))
            yield return new CompletionDelta.Content(piece);
        for (int i = 0; i < ToolCalls.Count; i++)
        {
            bool opens = true;
            foreach (string piece in TextChunker.Split(ToolCalls[i].ArgumentsJson, characters).DefaultIfEmpty(""))
            {
                yield return new CompletionDelta.Arguments(i, opens ? ToolCalls[i] : null, piece);
                opens = false;
            }
        }
    }
}
