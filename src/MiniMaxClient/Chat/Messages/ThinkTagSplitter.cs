namespace MiniMaxClient;

/// <summary>Takes the thinking out of content that leads with it, piece by piece, wherever the tags are cut.</summary>
/// <remarks>
/// MiniMax sends <c>&lt;think&gt;\n…\n&lt;/think&gt;\n\nanswer</c>. Only a tag at the very start opens the thinking: further on
/// it is text that the model shows. Line feeds next to the tags belong to the form, not to the text.
/// </remarks>
internal struct ThinkTagSplitter
{
    // M2 and M3 write the first; the others were seen on self-hosted models.
    private static readonly string[] OpeningTags = ["<think>", "<thinking>", "<mm:think>"];
    private static readonly string[] ClosingTags = ["</think>", "</thinking>", "</mm:think>"];
    // No more white space than this is held back to see whether a tag follows it.
    private const int MaxHeldSpace = 256;

    private static readonly char[] LineBreaks = ['\r', '\n'];

    private State _state;
    private bool _inText;
    private string? _held;

    private enum State
    {
        BeforeThinking,
        Thinking,
        Answering,
    }

    /// <summary>What can be told after one more piece of the content; what may still become a tag is held back.</summary>
    public ThinkingView Push(string piece)
    {
        if (_state == State.Answering && _inText)
            return new(piece, "");
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

        return new(content, reasoning);
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
                return new("", "");
        }
    }

    private bool Open(ref string content)
    {
        int start = 0;
        while (start < content.Length && char.IsWhiteSpace(content[start]))
            start++;
        foreach (string tag in start <= MaxHeldSpace ? OpeningTags : [])
        {
            int shared = Math.Min(tag.Length, content.Length - start);
            if (string.CompareOrdinal(content, start, tag, 0, shared) != 0)
                continue;
            if (shared < tag.Length)
            {
                _held = content;
                return false;
            }

            content = content.Substring(start + tag.Length);
            _state = State.Thinking;
            return true;
        }

        _state = State.Answering;
        _inText = true;
        return true;
    }

    private bool Close(ref string content, out string reasoning)
    {
        // The flag serves the thinking until it ends: line feeds before its first character are dropped.
        if (!_inText)
            content = content.TrimStart(LineBreaks);
        for (int at = content.IndexOf('<'); at >= 0; at = content.IndexOf('<', at + 1))
        {
            foreach (string tag in ClosingTags)
            {
                int shared = Math.Min(tag.Length, content.Length - at);
                if (string.CompareOrdinal(content, at, tag, 0, shared) != 0)
                    continue;
                if (shared < tag.Length)
                {
                    reasoning = Hold(content, at);
                    return false;
                }

                reasoning = content.Substring(0, at).TrimEnd(LineBreaks);
                content = content.Substring(at + tag.Length);
                _state = State.Answering;
                _inText = false;
                return true;
            }
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
