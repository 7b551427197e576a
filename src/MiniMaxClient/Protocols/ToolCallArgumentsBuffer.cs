using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>The arguments of one tool call, as far as they have arrived, and whether they are one complete JSON object.</summary>
internal sealed class ToolCallArgumentsBuffer
{
    private readonly StringBuilder _text = new();
    private int _bracketDepth;
    private bool _isInString;
    private bool _isEscaped;

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Whether the text so far is a complete JSON object or array, judged by its brackets.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the text so far is an object without properties, which some hosts send before the arguments.</summary>
    public bool IsEmptyObject => _text.Length == 2 && _text[0] == '{' && _text[1] == '}';

    /// <summary>Appends the next part.</summary>
    public void Append(string? text)
    {
        foreach (char next in text ?? "")
            ScanCharacter(next);
        _text.Append(text);
    }

    /// <summary>Replaces all of the text.</summary>
    public void Replace(string text)
    {
        _text.Clear();
        (_bracketDepth, _isInString, _isEscaped, IsComplete) = (0, false, false, false);
        Append(text);
    }

    /// <summary>Whether a text begins with all that has arrived, which is something.</summary>
    public bool IsPrefixOf(string text) => _text.Length > 0 && text.Length >= _text.Length && StartsWithBuffer(text);

    public override string ToString() => _text.ToString();

    private bool StartsWithBuffer(string text)
    {
        int at = 0;
#if NETSTANDARD2_0
        return string.CompareOrdinal(_text.ToString(), 0, text, at, _text.Length) == 0;
#else
        foreach (ReadOnlyMemory<char> part in _text.GetChunks())
        {
            if (!text.AsSpan(at).StartsWith(part.Span))
                return false;
            at += part.Length;
        }

        return true;
#endif
    }

    private void ScanCharacter(char character)
    {
        if (_isInString)
        {
            _isInString = _isEscaped || character != '"';
            _isEscaped = !_isEscaped && character == '\\';
            return;
        }

        switch (character)
        {
            case '"':
                _isInString = true;
                break;
            case '{' or '[':
                _bracketDepth++;
                break;
            case '}' or ']':
                IsComplete = --_bracketDepth == 0;
                break;
        }
    }
}
