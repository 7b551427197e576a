using System.Text;

namespace MiniMaxClient;

/// <summary>Removes closing think tags without an opening tag from visible text, delta by delta.</summary>
/// <remarks>
/// MiniMax's chat template writes the opening tag itself, so some hosts send <c>thinking&lt;/think&gt;answer</c>. A tag in code
/// (between backticks) is text, and so is the closing tag of a tag that is opened in the visible text.
/// </remarks>
internal struct StrayTagFilter
{
    private const int FenceLength = 3;

    private static readonly char[] Marks = ['<', '`'];
    private static readonly char[] LineBreaks = ['\r', '\n'];

    private string? _held;
    private int _opened;
    private int _run;
    private int _fence;
    private int _inline;
    private bool _isPastLineStart;
    private bool _isPastFenceLine;

    /// <summary>The number of characters of its own delta that precede the first stray tag; null if there was none.</summary>
    public int? FirstTag { get; private set; }

    /// <summary>Processes a delta if no tag handling is needed; otherwise returns false and changes nothing.</summary>
    public bool TryPass(string piece)
    {
        if (_held is not null || piece.IndexOfAny(Marks) >= 0)
            return false;
        Pass(piece);
        return true;
    }

    /// <summary>Adds a delta and returns it without stray tags; text that may become a tag is held.</summary>
    public string Push(string piece)
    {
        if (TryPass(piece))
            return piece;
        string text = _held + piece;
        _held = null;
        int start = 0;
        StringBuilder? given = null;
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '<' || IsInCode())
            {
                Pass(text[at]);
                continue;
            }

            if (ThinkTags.MayStart(text, at))
            {
                _held = text.Substring(at);
                return Join(given, text, start, at);
            }

            int length = ThinkTags.LengthOfClosing(text, at);
            if (length == 0 || _opened > 0)
            {
                _opened += length > 0 ? -1 : ThinkTags.LengthOfOpening(text, at) > 0 ? 1 : 0;
                Pass(text[at]);
                continue;
            }

            given = (given ?? new()).Append(text, start, at - start);
            FirstTag ??= given.Length;
            start = at + length;
            at = start - 1;
            _isPastLineStart = false;
        }

        return Join(given, text, start, text.Length);
    }

    /// <summary>Returns the held text at the end of the content.</summary>
    public string Flush()
    {
        string held = _held ?? "";
        _held = null;
        return held;
    }

    private static string Join(StringBuilder? given, string text, int start, int end) =>
        given is null ? text.Substring(0, end) : given.Append(text, start, end - start).ToString();

    private bool IsInCode()
    {
        EndRun();
        return _fence + _inline > 0;
    }

    private void Pass(string text)
    {
        if (text.Length == 0)
            return;
        int line = text.LastIndexOfAny(LineBreaks);
        Pass(text[0]);
        if (line >= 0)
            Pass('\n');
        _isPastLineStart |= !text.AsSpan(line + 1).IsWhiteSpace();
    }

    private void Pass(char next)
    {
        if (next == '`')
        {
            _run++;
            return;
        }

        EndRun();
        if (next is '\r' or '\n')
        {
            // Code between single backticks is assumed to end with its line: an unmatched backtick affects no more than that.
            _inline = 0;
            _isPastLineStart = false;
            _isPastFenceLine = true;
        }
        else if (next is not (' ' or '\t'))
        {
            _isPastLineStart = true;
        }
    }

    private void EndRun()
    {
        if (_run == 0)
            return;
        if (_fence > 0)
            _fence = _run >= _fence && (!_isPastLineStart || !_isPastFenceLine) ? 0 : _fence;
        else if (_inline > 0)
            _inline = _run == _inline ? 0 : _inline;
        else if (_run >= FenceLength && !_isPastLineStart)
            (_fence, _isPastFenceLine) = (_run, false);
        else
            _inline = _run;
        _run = 0;
        _isPastLineStart = true;
    }
}
