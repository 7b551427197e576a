namespace MiniMaxClient;

/// <summary>A message's content, split into what the user is to see and what the model thought.</summary>
/// <remarks>A class, so that a content that several threads read for the first time publishes it in one write.</remarks>
internal sealed record ThinkingView(string Text, string Reasoning)
{
    private static readonly char[] LineBreaks = ['\r', '\n'];

    /// <param name="content">The content, whole.</param>
    /// <param name="thinksApart">
    /// Whether the thinking came in a field of its own: what stands before a closing tag that nothing opened is then text.
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
    /// The reasoning without the think tags at its edges: parsers of some hosts leave one in their field (seen on M3).
    /// </summary>
    public static string WithoutTags(string reasoning)
    {
        if (reasoning.IndexOf('<') < 0)
            return reasoning;
        var filter = new ReasoningTagFilter();
        string text = filter.Push(reasoning);
        return text + filter.Flush();
    }

    /// <summary>The thinking in the first of the fields that has any: hosts send the same thought in several at once.</summary>
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
