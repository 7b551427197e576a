namespace MiniMaxClient;

/// <summary>A message's content, split into what the user is to see and what the model thought.</summary>
/// <remarks>A class, so that a content that several threads read for the first time publishes it in one write.</remarks>
internal sealed record ThinkingView(string Text, string Reasoning)
{
    public static ThinkingView Of(string content)
    {
        var splitter = new ThinkTagSplitter();
        ThinkingView whole = splitter.Push(content);
        ThinkingView rest = splitter.Flush();
        return new(whole.Text + rest.Text, whole.Reasoning + rest.Reasoning);
    }

    /// <summary>The thinking in the first of the fields that has any: hosts send the same thought in several at once.</summary>
    public static string FromFields(string? reasoningContent, string? reasoning, IReadOnlyList<ReasoningDetail>? details)
    {
        if (!string.IsNullOrEmpty(reasoningContent))
            return reasoningContent!;
        if (!string.IsNullOrEmpty(reasoning))
            return reasoning!;
        return details is null ? "" : string.Concat(details.Select(static detail => detail.Text));
    }
}
