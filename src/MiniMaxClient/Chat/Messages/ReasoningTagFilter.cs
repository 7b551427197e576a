namespace MiniMaxClient;

/// <summary>
/// Removes the think tags at the edges of reasoning that has a field of its own, delta by delta, wherever the tags are cut.
/// </summary>
/// <remarks>
/// The reasoning parsers of some hosts leave the closing tag, or both, in the field (seen on MiniMax-M3). A tag inside the
/// reasoning is text. Line breaks next to a tag that is removed belong to the tag.
/// </remarks>
internal struct ReasoningTagFilter()
{
    // No more white space than this is held to see whether a tag follows it, or whether a tag is the last thing.
    private const int MaxHeldSpace = 256;

    private static readonly char[] LineBreaks = ['\r', '\n'];

    private bool _isAtStart = true;
    private bool _isBehindTag;
    private string? _held;

    /// <summary>Gets the part of the reasoning that is known to be text after one more delta.</summary>
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

    /// <summary>Gets the line breaks that were held, now that something else follows; a tag is held on.</summary>
    public string Release()
    {
        if (_held is null || _held.AsSpan().IndexOf('<') >= 0)
            return "";
        string held = _held;
        _held = null;
        return held;
    }

    /// <summary>Gets the text that was held, now that no more reasoning comes: a complete closing tag is none.</summary>
    public string Flush()
    {
        string held = _held ?? "";
        _held = null;
        int tag = held.LastIndexOf('<');
        return tag >= 0 && ThinkTags.LengthOfClosing(held, tag) > 0 ? "" : held;
    }

    private readonly bool IsPlain(string delta) =>
        !_isAtStart && !_isBehindTag && _held is null && delta.IndexOf('<') < 0 && !IsLineBreak(delta[delta.Length - 1]);

    /// <summary>Removes a leading opening tag; false, with the text held, while it may become one.</summary>
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
    /// The end of what is text whatever follows: before a closing tag, whole or begun, and the line breaks around it.
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
