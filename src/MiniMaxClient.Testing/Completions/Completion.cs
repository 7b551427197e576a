namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents a completion, independent of the wire format of a provider.</summary>
internal sealed record Completion
{
    public required string Id { get; init; }
    public required long Created { get; init; }

    /// <summary>Gets the model name that the provider's responses have.</summary>
    public required string Model { get; init; }

    public required string Text { get; init; }
    public string? Thinking { get; init; }

    /// <summary>Gets whether the token limit was reached before the end of the thinking.</summary>
    public bool IsTruncatedInThinking { get; init; }

    /// <summary>Gets whether thinking is in separate fields instead of the content.</summary>
    public bool IsThinkingSeparate { get; init; }

    /// <summary>Gets whether separate thinking is also in <c>reasoning_details</c>.</summary>
    public bool HasReasoningDetails { get; init; }

    public IReadOnlyList<ToolUse> ToolCalls { get; init; } = [];
    public required string FinishReason { get; init; }
    public required TokenCounts Tokens { get; init; }

    /// <summary>Gets the content, preceded by the thinking in <c>&lt;think&gt;</c> tags unless it is separate.</summary>
    public string Content
    {
        get
        {
            // MiniMax's tool-use sample: the content of a message that only calls tools has an additional newline.
            string text = Text.Length == 0 && ToolCalls.Count > 0 && Thinking is not null ? "\n" : Text;
            if (Thinking is null || IsThinkingSeparate)
                return text;
            if (IsTruncatedInThinking)
                return $"<think>\n{Thinking}";
            // AIML API's samples: one newline follows the thinking of M3, two that of the other models.
            string end = Model.EndsWith("M3", StringComparison.OrdinalIgnoreCase) ? "\n" : "\n\n";
            return $"<think>\n{Thinking}\n</think>{end}{text}";
        }
    }

    /// <summary>Splits the completion into the deltas of a stream; there is at least one.</summary>
    public IEnumerable<CompletionDelta> SplitIntoDeltas(int characters)
    {
        bool isEmpty = true;
        foreach (CompletionDelta delta in EnumerateDeltas(characters))
        {
            isEmpty = false;
            yield return delta;
        }

        if (isEmpty)
            yield return new CompletionDelta.Content("");
    }

    private IEnumerable<CompletionDelta> EnumerateDeltas(int characters)
    {
        if (IsThinkingSeparate)
        {
            foreach (string text in TextChunker.Split(Thinking ?? "", characters))
                yield return new CompletionDelta.Thinking(text);
        }

        foreach (string text in TextChunker.Split(Content, characters))
            yield return new CompletionDelta.Content(text);
        for (int i = 0; i < ToolCalls.Count; i++)
        {
            bool isFirst = true;
            foreach (string text in TextChunker.Split(ToolCalls[i].ArgumentsJson, characters).DefaultIfEmpty(""))
            {
                yield return new CompletionDelta.Arguments(i, isFirst ? ToolCalls[i] : null, text);
                isFirst = false;
            }
        }
    }
}
