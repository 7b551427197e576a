using System.Text;

namespace MiniMaxClient;

/// <summary>Removes closing think tags without an opening tag from visible text, delta by delta.</summary>
/// <remarks>
/// MiniMax's chat template writes the opening tag itself, so some hosts send <c>reasoning&lt;/think&gt;text</c>. A tag in code
/// (between backticks) is text, and so is the closing tag of a tag that is opened in the visible text.
/// </remarks>
internal struct StrayThinkTagFilter
{
    private const int MinFenceLength = 3;

    private static readonly char[] TagOrCodeCharacters = ['<', '`'];
    private static readonly char[] LineBreaks = ['\r', '\n'];

    private string? _pending;
    private int _openTagCount;
    private int _backtickCount;
    private int _fenceLength;
    private int _inlineCodeLength;
    private bool _isPastLineStart;
    private bool _isPastFenceLine;

    /// <summary>The index of the first stray tag in the output of its delta; null if no tag was removed.</summary>
    public int? FirstRemovedTagIndex { get; private set; }

    /// <summary>Processes a delta if no tag handling is needed; otherwise returns false and changes nothing.</summary>
    public bool TryPassUnchanged(string delta)
    {
        if (_pending is not null || delta.IndexOfAny(TagOrCodeCharacters) >= 0)
            return false;
        UpdateCodeState(delta);
        return true;
    }

    /// <summary>Adds a delta and returns it without stray tags; text that may become a tag is held.</summary>
    public string RemoveStrayTags(string delta)
    {
        if (TryPassUnchanged(delta))
            return delta;
        string text = _pending + delta;
        _pending = null;
        int start = 0;
        StringBuilder? output = null;
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '<' || IsInCode())
            {
                UpdateCodeState(text[index]);
                continue;
            }

            if (ThinkTags.IsPartialTag(text, index))
            {
                _pending = text.Substring(index);
                return JoinOutput(output, text, start, index);
            }

            int length = ThinkTags.GetClosingTagLength(text, index);
            if (length == 0 || _openTagCount > 0)
            {
                _openTagCount += length > 0 ? -1 : ThinkTags.GetOpeningTagLength(text, index) > 0 ? 1 : 0;
                UpdateCodeState(text[index]);
                continue;
            }

            output = (output ?? new()).Append(text, start, index - start);
            FirstRemovedTagIndex ??= output.Length;
            start = index + length;
            index = start - 1;
            _isPastLineStart = false;
        }

        return JoinOutput(output, text, start, text.Length);
    }

    /// <summary>Returns the held text at the end of the content.</summary>
    public string Flush()
    {
        string held = _pending ?? "";
        _pending = null;
        return held;
    }

    private static string JoinOutput(StringBuilder? output, string text, int start, int end) =>
        output is null ? text.Substring(0, end) : output.Append(text, start, end - start).ToString();

    private bool IsInCode()
    {
        EndBacktickRun();
        return _fenceLength + _inlineCodeLength > 0;
    }

    private void UpdateCodeState(string text)
    {
        if (text.Length == 0)
            return;
        int line = text.LastIndexOfAny(LineBreaks);
        UpdateCodeState(text[0]);
        if (line >= 0)
            UpdateCodeState('\n');
        _isPastLineStart |= !text.AsSpan(line + 1).IsWhiteSpace();
    }

    private void UpdateCodeState(char next)
    {
        if (next == '`')
        {
            _backtickCount++;
            return;
        }

        EndBacktickRun();
        if (next is '\r' or '\n')
        {
            // Code between single backticks is assumed to end with its line: an unmatched backtick affects no more than that.
            _inlineCodeLength = 0;
            _isPastLineStart = false;
            _isPastFenceLine = true;
        }
        else if (next is not (' ' or '\t'))
        {
            _isPastLineStart = true;
        }
    }

    private void EndBacktickRun()
    {
        if (_backtickCount == 0)
            return;
        if (_fenceLength > 0)
            _fenceLength = _backtickCount >= _fenceLength && (!_isPastLineStart || !_isPastFenceLine) ? 0 : _fenceLength;
        else if (_inlineCodeLength > 0)
            _inlineCodeLength = _backtickCount == _inlineCodeLength ? 0 : _inlineCodeLength;
        else if (_backtickCount >= MinFenceLength && !_isPastLineStart)
            (_fenceLength, _isPastFenceLine) = (_backtickCount, false);
        else
            _inlineCodeLength = _backtickCount;
        _backtickCount = 0;
        _isPastLineStart = true;
    }
}
