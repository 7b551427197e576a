namespace MiniMaxClient;

/// <summary>Separates leading reasoning from the content, delta by delta, even if tags are split across deltas.</summary>
/// <remarks>
/// MiniMax sends <c>&lt;think&gt;\n…\n&lt;/think&gt;\n\nanswer</c>. Only a tag at the start of the content opens the reasoning;
/// a later tag is visible text. Line feeds next to the tags are not part of the text. A closing tag in the visible text is
/// removed; the text before it may be reasoning, which can be determined only from the complete content.
/// </remarks>
/// <param name="startsOpen">Whether content without an opening tag starts inside the reasoning.</param>
internal struct ThinkTagSplitter(bool startsOpen)
{
    // The maximum amount of white space that is held to detect a tag after it.
    private const int MaxPendingWhiteSpace = 256;

    private static readonly char[] LineBreaks = ['\r', '\n'];

    private StrayThinkTagFilter _textFilter;
    private State _state;
    private bool _hasReasoning;
    private bool _isPastLeadingLineBreaks;
    private string? _pending;

    private enum State
    {
        BeforeReasoning,
        Reasoning,
        Text,
    }

    /// <summary>
    /// The length of the text before a closing tag without an opening tag, if the complete content was added as one delta; null
    /// if there is no such tag.
    /// </summary>
    public readonly int? UntaggedReasoningLength => _hasReasoning ? null : _textFilter.FirstRemovedTagIndex;

    /// <summary>
    /// Processes a delta that is visible text without changes, as nearly all are; otherwise returns false and changes nothing.
    /// </summary>
    public bool TryPassUnchanged(string delta) =>
        _state == State.Text && _isPastLeadingLineBreaks && _textFilter.TryPassUnchanged(delta);

    /// <summary>Adds a delta of the content and returns its text and reasoning; text that may become a tag is held.</summary>
    public TextAndReasoning SplitDelta(string delta)
    {
        if (TryPassUnchanged(delta))
            return new(delta, "");
        string content = _pending + delta;
        _pending = null;
        int index = 0;
        string reasoning = "";
        if (_state == State.BeforeReasoning && !TryReadOpeningTag(content, ref index))
            return new("", "");
        if (_state == State.Reasoning && !TryReadClosingTag(content, ref index, out reasoning))
            return new("", reasoning);
        if (!_isPastLeadingLineBreaks)
        {
            index = SkipLineBreaks(content, index);
            _isPastLeadingLineBreaks = index < content.Length;
        }

        return new(_textFilter.RemoveStrayTags(content.Substring(index)), reasoning);
    }

    /// <summary>Returns the held text at the end of the content.</summary>
    public TextAndReasoning Flush()
    {
        string held = _pending ?? "";
        _pending = null;
        switch (_state)
        {
            case State.BeforeReasoning:
                return new(held, "");
            case State.Reasoning:
                return new("", held.TrimEnd(LineBreaks));
            default:
                return new(_textFilter.Flush(), "");
        }
    }

    private bool TryReadOpeningTag(string content, ref int index)
    {
        int start = 0;
        while (start < content.Length && char.IsWhiteSpace(content[start]))
            start++;
        if (start <= MaxPendingWhiteSpace && ThinkTags.IsPartialTag(content, start))
        {
            _pending = content;
            return false;
        }

        int length = start <= MaxPendingWhiteSpace ? ThinkTags.GetOpeningTagLength(content, start) : 0;
        int closing = start <= MaxPendingWhiteSpace && !startsOpen ? ThinkTags.GetClosingTagLength(content, start) : 0;
        if (closing > 0)
        {
            // Empty reasoning, whose opening tag the host omitted.
            index = start + closing;
            _state = State.Text;
            return true;
        }

        if (length > 0)
            index = start + length;
        _hasReasoning = length > 0 || startsOpen;
        _isPastLeadingLineBreaks = !_hasReasoning;
        _state = _hasReasoning ? State.Reasoning : State.Text;
        return true;
    }

    private bool TryReadClosingTag(string content, ref int index, out string reasoning)
    {
        // The flag applies to the reasoning until it ends: line feeds before its first character are dropped.
        int start = _isPastLeadingLineBreaks ? index : SkipLineBreaks(content, index);
        for (int tag = content.IndexOf('<', start); tag >= 0; tag = content.IndexOf('<', tag + 1))
        {
            if (ThinkTags.IsPartialTag(ThinkTags.ClosingTags, content, tag))
            {
                reasoning = SplitOffPending(content, start, tag);
                return false;
            }

            int length = ThinkTags.GetClosingTagLength(content, tag);
            if (length == 0)
                continue;
            int end = tag;
            while (end > start && IsLineBreak(content[end - 1]))
                end--;
            reasoning = content.Substring(start, end - start);
            index = tag + length;
            _state = State.Text;
            _isPastLeadingLineBreaks = false;
            return true;
        }

        reasoning = SplitOffPending(content, start, content.Length);
        return false;
    }

    /// <summary>Holds the text from <paramref name="end"/>, and the line feeds before it; returns the text before them.</summary>
    private string SplitOffPending(string content, int start, int end)
    {
        for (int held = 0; held < MaxPendingWhiteSpace && end > start && IsLineBreak(content[end - 1]); held++)
            end--;
        _pending = end < content.Length ? content.Substring(end) : null;
        _isPastLeadingLineBreaks |= end > start;
        return content.Substring(start, end - start);
    }

    private static int SkipLineBreaks(string content, int index)
    {
        while (index < content.Length && IsLineBreak(content[index]))
            index++;
        return index;
    }

    private static bool IsLineBreak(char character) => character is '\r' or '\n';
}
