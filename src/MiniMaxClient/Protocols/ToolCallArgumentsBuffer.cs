using System.Text;

namespace MiniMaxClient.Protocols;

/// <summary>Buffers the partial arguments of one tool call and tracks whether they are complete JSON.</summary>
internal sealed class ToolCallArgumentsBuffer
{
    private readonly StringBuilder _text = new();
    private int _bracketDepth;
    private bool _isInString;
    private bool _isEscaped;

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Whether the text so far is a complete JSON object or array, judged by its brackets.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the text so far is <c>{}</c>, which some hosts send before the arguments.</summary>
    public bool IsEmptyObject => _text.Length == 2 && _text[0] == '{' && _text[1] == '}';

    /// <summary>Appends a fragment.</summary>
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

    /// <summary>Determines whether the buffer is not empty and a text begins with it.</summary>
    public bool IsPrefixOf(string text) => _text.Length > 0 && text.Length >= _text.Length && StartsWithBuffer(text);

    public override string ToString() => _text.ToString();

    private bool StartsWithBuffer(string text)
    {
#if NETSTANDARD2_0
        return string.CompareOrdinal(_text.ToString(), 0, text, 0, _text.Length) == 0;
#else
        int position = 0;
        foreach (ReadOnlyMemory<char> part in _text.GetChunks())
        {
            if (!text.AsSpan(position).StartsWith(part.Span))
                return false;
            position += part.Length;
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
