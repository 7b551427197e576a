using System.Text;

namespace MiniMaxClient;

/// <summary>Takes closing think tags that nothing opened out of an answer, piece by piece.</summary>
/// <remarks>
/// MiniMax's chat template writes the opening tag itself, so that some hosts send <c>thinking&lt;/think&gt;answer</c>. In code
/// (between backticks) a tag is text, and so is the end of a tag that the answer opens visibly.
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

    /// <summary>
    /// How many characters of its own piece were given before the first stray tag; null before there was one.
    /// </summary>
    public int? FirstTag { get; private set; }

    /// <summary>Takes a piece that has nothing to do with tags; else nothing is done.</summary>
    public bool TryPass(string piece)
    {
        if (_held is not null || piece.IndexOfAny(Marks) >= 0)
            return false;
        Pass(piece);
        return true;
    }

    /// <summary>The piece without stray tags; what may still become a tag is held back.</summary>
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

    /// <summary>What was held back, now that no more comes.</summary>
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
            // Code between single backticks is taken to end with its line: a lone backtick hides no more than that.
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
