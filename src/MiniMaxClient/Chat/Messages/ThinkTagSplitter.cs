namespace MiniMaxClient;

/// <summary>Takes the thinking out of content that leads with it, piece by piece, wherever the tags are cut.</summary>
/// <remarks>
/// MiniMax sends <c>&lt;think&gt;\n…\n&lt;/think&gt;\n\nanswer</c>. Only a tag at the very start opens the thinking: further on
/// it is text that the model shows. Line feeds next to the tags belong to the form, not to the text. A closing tag in the answer
/// is dropped; what came before it may have been thinking, which only the whole content can tell.
/// </remarks>
/// <param name="startsOpen">Whether content without an opening tag starts inside the thinking.</param>
internal struct ThinkTagSplitter(bool startsOpen)
{
    // No more white space than this is held back to see whether a tag follows it.
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
    /// How much of the text of content that was pushed whole stands before a closing tag that nothing opened; null where there
    /// is none.
    /// </summary>
    public readonly int? ThinkingWithoutTag => _hasThinking ? null : _answer.FirstTag;

    /// <summary>Takes one more piece if it is visible text as it stands, as nearly every one is; else nothing is done.</summary>
    public bool TryPass(string piece) => _state == State.Answering && _inText && _answer.TryPass(piece);

    /// <summary>What can be told after one more piece of the content; what may still become a tag is held back.</summary>
    public ThinkingView Push(string piece)
    {
        if (_state == State.Answering && _inText)
            return new(_answer.Push(piece), "");
        string content = _held + piece;
        _held = null;
        string reasoning = "";
        if (_state == State.BeforeThinking && !Open(ref content))
            return new("", "");
        if (_state == State.Thinking && !Close(ref content, out reasoning))
            return new("", reasoning);
        if (!_inText)
        {
            content = content.TrimStart(LineBreaks);
            _inText = content.Length > 0;
        }

        return new(_answer.Push(content), reasoning);
    }

    /// <summary>What was held back, now that no more content comes.</summary>
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

    private bool Open(ref string content)
    {
        int start = 0;
        while (start < content.Length && char.IsWhiteSpace(content[start]))
            start++;
        if (start <= MaxHeldSpace && ThinkTags.MayStart(ThinkTags.Opening, content, start))
        {
            _held = content;
            return false;
        }

        int length = start <= MaxHeldSpace ? ThinkTags.LengthOfOpening(content, start) : 0;
        if (length > 0)
            content = content.Substring(start + length);
        _hasThinking = length > 0 || startsOpen;
        _inText = !_hasThinking;
        _state = _hasThinking ? State.Thinking : State.Answering;
        return true;
    }

    private bool Close(ref string content, out string reasoning)
    {
        // The flag serves the thinking until it ends: line feeds before its first character are dropped.
        if (!_inText)
            content = content.TrimStart(LineBreaks);
        for (int at = content.IndexOf('<'); at >= 0; at = content.IndexOf('<', at + 1))
        {
            if (ThinkTags.MayStart(ThinkTags.Closing, content, at))
            {
                reasoning = Hold(content, at);
                return false;
            }

            int length = ThinkTags.LengthOfClosing(content, at);
            if (length == 0)
                continue;
            reasoning = content.Substring(0, at).TrimEnd(LineBreaks);
            content = content.Substring(at + length);
            _state = State.Answering;
            _inText = false;
            return true;
        }

        reasoning = Hold(content, content.Length);
        return false;
    }

    /// <summary>Holds back from <paramref name="at"/> on, and the line feeds before it.</summary>
    private string Hold(string content, int at)
    {
        for (int held = 0; held < MaxHeldSpace && at > 0 && content[at - 1] is '\r' or '\n'; held++)
            at--;
        _held = at < content.Length ? content.Substring(at) : null;
        _inText |= at > 0;
        return at < content.Length ? content.Substring(0, at) : content;
    }
}
