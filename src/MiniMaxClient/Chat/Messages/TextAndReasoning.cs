namespace MiniMaxClient;

/// <summary>The content of a message, split into visible text and reasoning.</summary>
/// <remarks>A class, so that threads that read the same content for the first time publish the view in one write.</remarks>
internal sealed record TextAndReasoning(string Text, string Reasoning)
{
    private static readonly char[] LineBreaks = ['\r', '\n'];

    /// <summary>Splits complete content.</summary>
    /// <param name="content">The complete content.</param>
    /// <param name="hasSeparateReasoning">
    /// Whether the reasoning is in a field of its own: the text before a closing tag without an opening tag is then visible text.
    /// </param>
    public static TextAndReasoning FromContent(string content, bool hasSeparateReasoning = false)
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);
        TextAndReasoning split = splitter.SplitDelta(content);
        TextAndReasoning flushed = splitter.Flush();
        string text = split.Text + flushed.Text;
        return !hasSeparateReasoning && splitter.UntaggedReasoningLength is { } end
            ? new(text.Substring(end).TrimStart(LineBreaks), text.Substring(0, end).Trim(LineBreaks))
            : new(text, split.Reasoning + flushed.Reasoning);
    }

    /// <summary>
    /// Removes the think tags at the start and end of reasoning, which the parsers of some hosts do not remove (observed on M3).
    /// </summary>
    public static string RemoveThinkTags(string reasoning)
    {
        if (reasoning.IndexOf('<') < 0)
            return reasoning;
        var filter = new ReasoningFieldTagFilter();
        string text = filter.FilterDelta(reasoning);
        return text + filter.Flush();
    }

    /// <summary>
    /// Gets the reasoning from the first field that has any: some hosts send the same reasoning in several fields.
    /// </summary>
    public static string GetReasoningFromFields(
        string? reasoningContent,
        string? reasoning,
        IReadOnlyList<ReasoningDetail>? details,
        IReadOnlyList<ContentPart>? parts)
    {
        if (!string.IsNullOrEmpty(reasoningContent))
            return reasoningContent!;
        if (!string.IsNullOrEmpty(reasoning))
            return reasoning!;
        if (ThinkingPart.JoinText(parts) is { Length: > 0 } thinking)
            return thinking;
        return details is null ? "" : string.Concat(details.Select(static detail => detail.Text ?? detail.Summary));
    }
}
