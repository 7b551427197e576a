namespace MiniMaxClient;

/// <summary>Separates leading reasoning from the content, delta by delta, even if tags are split across deltas.</summary>
/// <remarks>
/// MiniMax sends <c>&lt;think&gt;\n…\n&lt;/think&gt;\n\nanswer</c>. Only a tag at the very start opens the reasoning; a later tag
/// is visible text. Line feeds next to the tags are not part of the text. A closing tag in the visible text is removed; the text
/// before it may have been reasoning, which can be determined only from the complete content.
/// </remarks>
/// <param name="startsOpen">Whether content without an opening tag starts inside the reasoning.</param>
internal struct ThinkTagSplitter(bool startsOpen)
{
    // The maximum amount of white space that is held to detect a tag after it.
    private const int MaxHeldSpace = 256;

    private static readonly char[] LineBreaks = ['\r', '\n'];

    private StrayTagFilter _answer;
    private State _state;
    private bool _hasThinking;
    private bool _inText;
    private string? _held;

    private enum State
    {
        BeforeThinking,
        Thinking,
        Answering,
    }

    /// <summary>
    /// The number of characters, in the text of content that was pushed as a whole, before a closing tag without an opening tag;
    /// null if there is none.
    /// </summary>
    public readonly int? ThinkingWithoutTag => _hasThinking ? null : _answer.FirstTag;

    /// <summary>
    /// Processes a delta that is visible text without changes, as nearly all are; otherwise returns false and changes nothing.
    /// </summary>
    public bool TryPass(string piece) => _state == State.Answering && _inText && _answer.TryPass(piece);

    /// <summary>Adds a delta of the content and returns its text and reasoning; text that may become a tag is held.</summary>
    public ThinkingView Push(string piece)
    {
        if (TryPass(piece))
            return new(piece, "");
        string content = _held + piece;
        _held = null;
        int at = 0;
        string reasoning = "";
        if (_state == State.BeforeThinking && !Open(content, ref at))
            return new("", "");
        if (_state == State.Thinking && !Close(content, ref at, out reasoning))
            return new("", reasoning);
        if (!_inText)
        {
            at = SkipLineBreaks(content, at);
            _inText = at < content.Length;
        }

        return new(_answer.Push(content.Substring(at)), reasoning);
    }

    /// <summary>Returns the held text at the end of the content.</summary>
    public ThinkingView Flush()
    {
        string held = _held ?? "";
        _held = null;
        switch (_state)
        {
            case State.BeforeThinking:
                return new(held, "");
            case State.Thinking:
                return new("", held.TrimEnd(LineBreaks));
            default:
                return new(_answer.Flush(), "");
        }
    }

    private bool Open(string content, ref int at)
    {
        int start = 0;
        while (start < content.Length && char.IsWhiteSpace(content[start]))
            start++;
        if (start <= MaxHeldSpace && ThinkTags.MayStart(content, start))
        {
            _held = content;
            return false;
        }

        int length = start <= MaxHeldSpace ? ThinkTags.LengthOfOpening(content, start) : 0;
        int closing = start <= MaxHeldSpace && !startsOpen ? ThinkTags.LengthOfClosing(content, start) : 0;
        if (closing > 0)
        {
            // Empty reasoning, whose opening tag the host omitted.
            at = start + closing;
            _state = State.Answering;
            return true;
        }

        if (length > 0)
            at = start + length;
        _hasThinking = length > 0 || startsOpen;
        _inText = !_hasThinking;
        _state = _hasThinking ? State.Thinking : State.Answering;
        return true;
    }

    private bool Close(string content, ref int at, out string reasoning)
    {
        // The flag applies to the reasoning until it ends: line feeds before its first character are dropped.
        int start = _inText ? at : SkipLineBreaks(content, at);
        for (int tag = content.IndexOf('<', start); tag >= 0; tag = content.IndexOf('<', tag + 1))
        {
            if (ThinkTags.MayStart(ThinkTags.Closing, content, tag))
            {
                reasoning = Hold(content, start, tag);
                return false;
            }

            int length = ThinkTags.LengthOfClosing(content, tag);
            if (length == 0)
                continue;
            int end = tag;
            while (end > start && IsLineBreak(content[end - 1]))
                end--;
            reasoning = content.Substring(start, end - start);
            at = tag + length;
            _state = State.Answering;
            _inText = false;
            return true;
        }

        reasoning = Hold(content, start, content.Length);
        return false;
    }

    /// <summary>Holds the text from <paramref name="at"/>, and the line feeds before it; returns the text before them.</summary>
    private string Hold(string content, int start, int at)
    {
        for (int held = 0; held < MaxHeldSpace && at > start && IsLineBreak(content[at - 1]); held++)
            at--;
        _held = at < content.Length ? content.Substring(at) : null;
        _inText |= at > start;
        return content.Substring(start, at - start);
    }

    private static int SkipLineBreaks(string content, int at)
    {
        while (at < content.Length && IsLineBreak(content[at]))
            at++;
        return at;
    }

    private static bool IsLineBreak(char one) => one is '\r' or '\n';
}
