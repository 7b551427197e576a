using System.Text;

namespace MiniMaxClient.Agents;

/// <summary>Completes JSON that has come in part: what is begun is closed, and what cannot be told yet is left out.</summary>
internal sealed class PartialJson
{
    private readonly StringBuilder _text = new();
    private readonly Stack<char> _closers = new();
    private bool _hasStarted;
    private bool _isString;
    private bool _isEscaped;
    private int _unicodeLeft;
    private bool _isKey;
    private bool _isOver;

    // The text up to here, with the closers of here, is whole.
    private int _safeLength;
    private string _safeClosers = "";

    /// <summary>Takes the next piece.</summary>
    public void Add(string piece)
    {
        foreach (char c in piece)
        {
            if (!_isOver)
                Add(c);
        }
    }

    /// <summary>The JSON so far, completed; null before it has begun.</summary>
    public string? Complete()
    {
        if (!_hasStarted)
            return null;

        // A value that is a string is shown as far as it has come; a key is not.
        if (_isString && !_isKey)
        {
            int length = _text.Length - (_isEscaped ? 1 : _unicodeLeft > 0 ? 2 + (4 - _unicodeLeft) : 0);
            if (length > 0 && char.IsHighSurrogate(_text[length - 1]))
                length--;
            return _text.ToString(0, length) + '"' + Closers();
        }

        return _text.ToString(0, _safeLength) + _safeClosers;
    }

    private void Add(char c)
    {
        if (!_hasStarted)
        {
            // Words and fences before it are skipped.
            if (c is not ('{' or '['))
                return;
            _hasStarted = true;
        }

        _text.Append(c);
        if (_isString)
            AddToString(c);
        else
            AddToStructure(c);
    }

    private void AddToString(char c)
    {
        if (_unicodeLeft > 0)
        {
            _unicodeLeft--;
        }
        else if (_isEscaped)
        {
            _isEscaped = false;
            _unicodeLeft = c == 'u' ? 4 : 0;
        }
        else if (c == '\\')
        {
            _isEscaped = true;
        }
        else if (c == '"')
        {
            _isString = false;
            if (!_isKey)
                MarkSafe();
        }
    }

    private void AddToStructure(char c)
    {
        switch (c)
        {
            case '"':
                _isString = true;
                break;
            case '{':
                Open('}');
                _isKey = true;
                break;
            case '[':
                Open(']');
                _isKey = false;
                break;
            case '}' or ']':
                MarkSafe(_text.Length - 1);
                if (_closers.Count > 0)
                    _closers.Pop();
                MarkSafe();
                _isOver = _closers.Count == 0;
                _isKey = false;
                break;
            case ':':
                _isKey = false;
                break;
            case ',':
                // A number or a literal is whole now.
                MarkSafe(_text.Length - 1);
                _isKey = _closers.Count > 0 && _closers.Peek() == '}';
                break;
            default:
                break;
        }
    }

    private void Open(char closer)
    {
        _closers.Push(closer);
        MarkSafe();
    }

    private void MarkSafe() => MarkSafe(_text.Length);

    private void MarkSafe(int length)
    {
        _safeLength = length;
        _safeClosers = Closers();
    }

    private string Closers() => string.Concat(_closers);
}
