using System.Globalization;
using System.Text;

namespace MiniMaxClient.Agents;

/// <summary>Completes JSON that has come in part: what is begun is closed, and what cannot be told yet is left out.</summary>
/// <param name="acceptsArrays">Whether the JSON may be an array; otherwise it begins with a brace.</param>
internal sealed class GrowingJson(bool acceptsArrays = true)
{
    private readonly StringBuilder _text = new();
    private int _readLength;
    private readonly Stack<char> _closers = new();
    private bool _isBare;
    private bool _isString;
    private bool _isEscaped;
    private int _unicodeLeft;
    private int _unicode;
    private bool _isKey;
    private bool _isOver;

    // The text up to here, with the closers of here, is whole.
    private int _safeLength;
    private string _safeClosers = "";

    // The string that is under way can be shown up to here: not half an escape, nor half a surrogate pair.
    private int _stringLength;

    /// <summary>The number of characters of the JSON so far.</summary>
    public int Length => _text.Length;

    /// <summary>Whether the JSON is complete.</summary>
    public bool IsComplete => _isOver;

    /// <summary>Adds the next piece.</summary>
    public void Add(string piece)
    {
        foreach (char c in piece)
        {
            if (!_isOver)
                Add(c);
        }
    }

    /// <summary>The text of the JSON that was added since the last call, as it came; empty while it may not be JSON.</summary>
    public string ReadAdded()
    {
        if (_isBare)
            return "";
        string added = _text.ToString(_readLength, _text.Length - _readLength);
        _readLength = _text.Length;
        return added;
    }

    /// <summary>The JSON so far, completed; null before it has begun.</summary>
    public string? Complete()
    {
        if (_closers.Count == 0 && !_isOver)
            return null;

        // A value that is a string is shown as far as it has come; a key is not, nor is what nests too deeply to be read.
        return _isString && !_isKey && _closers.Count <= WireFormat.MaxDepth
            ? _text.ToString(0, _stringLength) + '"' + Closers()
            : _text.ToString(0, _safeLength) + _safeClosers;
    }

    private void Add(char c)
    {
        if (_isBare && !char.IsWhiteSpace(c))
            CheckStart(c);

        // Words and fences before it are skipped.
        if (_closers.Count == 0 && !(c == '{' || (c == '[' && acceptsArrays)))
            return;
        _text.Append(c);
        if (_isString)
            AddToString(c);
        else
            AddToStructure(c);
    }

    /// <summary>Takes the bracket back that only words follow: <c>[draft]</c>, <c>{name}</c>.</summary>
    private void CheckStart(char c)
    {
        _isBare = false;
        bool isJson = _closers.Peek() == '}'
            ? c is '"' or '}'
            : c is '"' or '[' or ']' or '{' or '-' or 't' or 'f' or 'n' or (>= '0' and <= '9');
        if (isJson)
            return;
        _text.Clear();
        _closers.Clear();
    }

    private void AddToString(char c)
    {
        if (_unicodeLeft > 0)
        {
            int.TryParse(c.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int digit);
            _unicode = (_unicode << 4) + digit;
            if (--_unicodeLeft == 0)
                Show((char)_unicode);
        }
        else if (_isEscaped)
        {
            _isEscaped = false;
            _unicode = 0;
            _unicodeLeft = c == 'u' ? 4 : 0;
            if (_unicodeLeft == 0)
                Show(c);
        }
        else if (c == '\\')
        {
            _isEscaped = true;
        }
        else if (c == '"')
        {
            _isString = false;
            if (!_isKey)
                MarkSafe(_text.Length);
        }
        else
        {
            Show(c);
        }
    }

    private void Show(char last)
    {
        if (!char.IsHighSurrogate(last))
            _stringLength = _text.Length;
    }

    private void AddToStructure(char c)
    {
        switch (c)
        {
            case '"':
                _isString = true;
                _stringLength = _text.Length;
                break;
            case '{' or '[':
                Open(c);
                break;
            case '}' or ']':
                _closers.Pop();
                MarkSafe(_text.Length);
                _isOver = _closers.Count == 0;
                break;
            case ':':
                _isKey = false;
                break;
            case ',':
                // A number or a literal is whole now.
                MarkSafe(_text.Length - 1);
                _isKey = _closers.Peek() == '}';
                break;
        }
    }

    private void Open(char opener)
    {
        _isBare = _closers.Count == 0;
        _isKey = opener == '{';
        _closers.Push(opener == '{' ? '}' : ']');
        MarkSafe(_text.Length);
    }

    private void MarkSafe(int length)
    {
        // Too deep to be read, and the closers would be written for each level.
        if (_closers.Count > WireFormat.MaxDepth)
            return;
        _safeLength = length;
        _safeClosers = Closers();
    }

    private string Closers() => string.Concat(_closers);
}
