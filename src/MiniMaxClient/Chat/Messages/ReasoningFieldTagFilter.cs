namespace MiniMaxClient;

/// <summary>
/// Removes the think tags at the start and end of reasoning that has a field of its own, delta by delta, even if tags are split
/// across deltas.
/// </summary>
/// <remarks>
/// The reasoning parsers of some hosts do not remove the closing tag, or both tags (observed on MiniMax-M3). A tag inside the
/// reasoning is text. Line breaks next to a removed tag are removed with it.
/// </remarks>
internal struct ReasoningFieldTagFilter()
{
    // The maximum amount of white space that is held to detect a tag after it, or a tag at the end.
    private const int MaxPendingWhiteSpace = 256;

    private static readonly char[] LineBreaks = ['\r', '\n'];

    private bool _isAtStart = true;
    private bool _isAfterOpeningTag;
    private string? _pending;

    /// <summary>Adds a delta and returns the reasoning that is known to be text.</summary>
    public string FilterDelta(string delta)
    {
        if (delta.Length == 0 || CanPassUnchanged(delta))
            return delta;
        string text = _pending + delta;
        _pending = null;
        if (_isAtStart && !TryRemoveOpeningTag(ref text))
            return "";
        if (_isAfterOpeningTag)
        {
            text = text.TrimStart(LineBreaks);
            _isAfterOpeningTag = text.Length == 0;
        }

        int end = FindEndOfText(text);
        _pending = end < text.Length ? text.Substring(end) : null;
        return text.Substring(0, end);
    }

    /// <summary>Returns the held line breaks, because other output follows; a possible tag remains held.</summary>
    public string ReleaseLineBreaks()
    {
        if (_pending is null || _pending.AsSpan().IndexOf('<') >= 0)
            return "";
        string held = _pending;
        _pending = null;
        return held;
    }

    /// <summary>Returns the held text at the end of the reasoning; a complete closing tag is removed.</summary>
    public string Flush()
    {
        string held = _pending ?? "";
        _pending = null;
        int tag = held.LastIndexOf('<');
        return tag >= 0 && ThinkTags.GetClosingTagLength(held, tag) > 0 ? "" : held;
    }

    private readonly bool CanPassUnchanged(string delta) =>
        !_isAtStart && !_isAfterOpeningTag && _pending is null && delta.IndexOf('<') < 0 && !IsLineBreak(delta[delta.Length - 1]);

    /// <summary>Removes a leading opening tag; returns false and holds the text while it may become a tag.</summary>
    private bool TryRemoveOpeningTag(ref string text)
    {
        int start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        if (start <= MaxPendingWhiteSpace && ThinkTags.IsPartialTag(ThinkTags.OpeningTags, text, start))
        {
            _pending = text;
            return false;
        }

        _isAtStart = false;
        int length = ThinkTags.GetOpeningTagLength(text, start);
        _isAfterOpeningTag = length > 0;
        if (length > 0)
            text = text.Substring(start + length);
        return true;
    }

    /// <summary>
    /// Gets the end of the text that no later delta can turn into a tag: before a complete or partial closing tag and the line
    /// breaks around it.
    /// </summary>
    private static int FindEndOfText(string text)
    {
        int tag = text.LastIndexOf('<');
        int end = tag >= 0 && CanBeFinalTag(text, tag) ? tag : text.Length;
        while (end > 0 && IsLineBreak(text[end - 1]))
            end--;
        return text.Length - end <= MaxPendingWhiteSpace ? end : text.Length;
    }

    private static bool CanBeFinalTag(string text, int index)
    {
        if (ThinkTags.IsPartialTag(ThinkTags.ClosingTags, text, index))
            return true;
        int length = ThinkTags.GetClosingTagLength(text, index);
        return length > 0 && text.AsSpan(index + length).IsWhiteSpace();
    }

    private static bool IsLineBreak(char character) => character is '\r' or '\n';
}
