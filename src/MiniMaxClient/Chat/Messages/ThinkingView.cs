namespace MiniMaxClient;

/// <summary>The content of a message, split into visible text and reasoning.</summary>
/// <remarks>A class, so that threads that read the same content for the first time publish the view in one write.</remarks>
internal sealed record ThinkingView(string Text, string Reasoning)
{
    private static readonly char[] LineBreaks = ['\r', '\n'];

    /// <summary>Splits complete content.</summary>
    /// <param name="content">The complete content.</param>
    /// <param name="thinksApart">
    /// Whether the reasoning is in a field of its own: the text before a closing tag without an opening tag is then visible text.
    /// </param>
    public static ThinkingView Of(string content, bool thinksApart = false)
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);
        ThinkingView whole = splitter.Push(content);
        ThinkingView rest = splitter.Flush();
        string text = whole.Text + rest.Text;
        return !thinksApart && splitter.ThinkingWithoutTag is { } end
            ? new(text.Substring(end).TrimStart(LineBreaks), text.Substring(0, end).Trim(LineBreaks))
            : new(text, whole.Reasoning + rest.Reasoning);
    }

    /// <summary>
    /// Removes the think tags at the start and end of reasoning: the parsers of some hosts leave one in the field (observed on
    /// M3).
    /// </summary>
    public static string WithoutTags(string reasoning)
    {
        if (reasoning.IndexOf('<') < 0)
            return reasoning;
        var filter = new ReasoningTagFilter();
        string text = filter.Push(reasoning);
        return text + filter.Flush();
    }

    /// <summary>
    /// Gets the reasoning from the first field that has any: hosts send the same reasoning in several fields at once.
    /// </summary>
    public static string FromFields(
        string? reasoningContent,
        string? reasoning,
        IReadOnlyList<ReasoningDetail>? details,
        IReadOnlyList<ContentPart>? parts)
    {
        if (!string.IsNullOrEmpty(reasoningContent))
            return reasoningContent!;
        if (!string.IsNullOrEmpty(reasoning))
            return reasoning!;
        if (ThinkingPart.TextOf(parts) is { Length: > 0 } inParts)
            return inParts;
        return details is null ? "" : string.Concat(details.Select(static detail => detail.Text ?? detail.Summary));
    }
}
