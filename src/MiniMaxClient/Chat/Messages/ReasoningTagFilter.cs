namespace MiniMaxClient;

/// <summary>
/// Removes the think tags at the start and end of reasoning that has a field of its own, delta by delta, even if tags are split
/// across deltas.
/// </summary>
/// <remarks>
/// The reasoning parsers of some hosts leave the closing tag, or both tags, in the field (observed on MiniMax-M3). A tag inside
/// the reasoning is text. Line breaks next to a removed tag are removed with it.
/// </remarks>
internal struct ReasoningTagFilter()
{
    // The maximum amount of white space that is held to detect a tag after it, or a tag at the end.
    private const int MaxHeldSpace = 256;

    private static readonly char[] LineBreaks = ['\r', '\n'];

    private bool _isAtStart = true;
    private bool _isBehindTag;
    private string? _held;

    /// <summary>Adds a delta and returns the reasoning that is known to be text.</summary>
    public string Push(string delta)
    {
        if (delta.Length == 0 || IsPlain(delta))
            return delta;
        string text = _held + delta;
        _held = null;
        if (_isAtStart && !TryStart(ref text))
            return "";
        if (_isBehindTag)
        {
            text = text.TrimStart(LineBreaks);
            _isBehindTag = text.Length == 0;
        }

        int end = EndOfText(text);
        _held = end < text.Length ? text.Substring(end) : null;
        return text.Substring(0, end);
    }

    /// <summary>Returns the held line breaks, because other output follows; a possible tag remains held.</summary>
    public string Release()
    {
        if (_held is null || _held.AsSpan().IndexOf('<') >= 0)
            return "";
        string held = _held;
        _held = null;
        return held;
    }

    /// <summary>Returns the held text at the end of the reasoning; a complete closing tag is removed.</summary>
    public string Flush()
    {
        string held = _held ?? "";
        _held = null;
        int tag = held.LastIndexOf('<');
        return tag >= 0 && ThinkTags.LengthOfClosing(held, tag) > 0 ? "" : held;
    }

    private readonly bool IsPlain(string delta) =>
        !_isAtStart && !_isBehindTag && _held is null && delta.IndexOf('<') < 0 && !IsLineBreak(delta[delta.Length - 1]);

    /// <summary>Removes a leading opening tag; returns false and holds the text while it may become a tag.</summary>
    private bool TryStart(ref string text)
    {
        int start = 0;
        while (start < text.Length && char.IsWhiteSpace(text[start]))
            start++;
        if (start <= MaxHeldSpace && ThinkTags.MayStart(ThinkTags.Opening, text, start))
        {
            _held = text;
            return false;
        }

        _isAtStart = false;
        int length = ThinkTags.LengthOfOpening(text, start);
        _isBehindTag = length > 0;
        if (length > 0)
            text = text.Substring(start + length);
        return true;
    }

    /// <summary>
    /// Gets the end of the text that no later delta can turn into a tag: before a complete or partial closing tag and the line
    /// breaks around it.
    /// </summary>
    private static int EndOfText(string text)
    {
        int tag = text.LastIndexOf('<');
        int end = tag >= 0 && MayBeLast(text, tag) ? tag : text.Length;
        while (end > 0 && IsLineBreak(text[end - 1]))
            end--;
        return text.Length - end <= MaxHeldSpace ? end : text.Length;
    }

    private static bool MayBeLast(string text, int tag)
    {
        if (ThinkTags.MayStart(ThinkTags.Closing, text, tag))
            return true;
        int length = ThinkTags.LengthOfClosing(text, tag);
        return length > 0 && text.AsSpan(tag + length).IsWhiteSpace();
    }

    private static bool IsLineBreak(char one) => one is '\r' or '\n';
}
