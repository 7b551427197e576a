using System.Globalization;
using System.Text;

namespace MiniMaxClient.Agents;

/// <summary>Completes partial JSON: closes open strings and containers, and omits values that are not complete yet.</summary>
/// <param name="canBeArray">Whether the JSON may be an array; otherwise it must begin with a brace.</param>
internal sealed class PartialJsonReader(bool canBeArray = true)
{
    private readonly StringBuilder _text = new();
    private int _readLength;
    private readonly Stack<char> _closers = new();
    private bool _isJustOpened;
    private bool _isInString;
    private bool _isEscaped;
    private int _remainingHexDigits;
    private int _escapedCodeUnit;
    private bool _isPropertyName;
    private bool _isComplete;

    // The text up to this length, followed by _safeClosers, is valid JSON.
    private int _safeLength;
    private string _safeClosers = "";

    // The open string can be shown up to this length, which splits neither an escape nor a surrogate pair.
    private int _safeStringLength;

    /// <summary>The number of characters of JSON received.</summary>
    public int Length => _text.Length;

    /// <summary>Whether the JSON is complete.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Appends the next fragment.</summary>
    public void Append(string text)
    {
        foreach (char c in text)
        {
            if (!_isComplete)
                Append(c);
        }
    }

    /// <summary>Returns the JSON text appended since the last call; empty while it may not be JSON.</summary>
    public string ReadAppendedText()
    {
        if (_isJustOpened)
            return "";
        string added = _text.ToString(_readLength, _text.Length - _readLength);
        _readLength = _text.Length;
        return added;
    }

    /// <summary>Returns the JSON received, completed; null before it begins.</summary>
    public string? ToValidJson()
    {
        if (_closers.Count == 0 && !_isComplete)
            return null;

        // An open string value is included; an open property name and a value beyond the maximum depth are not.
        return _isInString && !_isPropertyName && _closers.Count <= JsonSettings.MaxDepth
            ? _text.ToString(0, _safeStringLength) + '"' + GetClosers()
            : _text.ToString(0, _safeLength) + _safeClosers;
    }

    private void Append(char c)
    {
        if (_isJustOpened && !char.IsWhiteSpace(c))
            DiscardIfNotJson(c);

        // Text and code fences before the JSON are skipped.
        if (_closers.Count == 0 && !(c == '{' || (c == '[' && canBeArray)))
            return;
        _text.Append(c);
        if (_isInString)
            AppendToString(c);
        else
            AppendToStructure(c);
    }

    /// <summary>Discards an opening bracket that text follows, as in <c>[draft]</c> or <c>{name}</c>.</summary>
    private void DiscardIfNotJson(char c)
    {
        _isJustOpened = false;
        bool isJson = _closers.Peek() == '}'
            ? c is '"' or '}'
            : c is '"' or '[' or ']' or '{' or '-' or 't' or 'f' or 'n' or (>= '0' and <= '9');
        if (isJson)
            return;
        _text.Clear();
        _closers.Clear();
    }

    private void AppendToString(char c)
    {
        if (_remainingHexDigits > 0)
        {
            int.TryParse(c.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int digit);
            _escapedCodeUnit = (_escapedCodeUnit << 4) + digit;
            if (--_remainingHexDigits == 0)
                ExtendSafeString((char)_escapedCodeUnit);
        }
        else if (_isEscaped)
        {
            _isEscaped = false;
            _escapedCodeUnit = 0;
            _remainingHexDigits = c == 'u' ? 4 : 0;
            if (_remainingHexDigits == 0)
                ExtendSafeString(c);
        }
        else if (c == '\\')
        {
            _isEscaped = true;
        }
        else if (c == '"')
        {
            _isInString = false;
            if (!_isPropertyName)
                SetSafeLength(_text.Length);
        }
        else
        {
            ExtendSafeString(c);
        }
    }

    private void ExtendSafeString(char last)
    {
        if (!char.IsHighSurrogate(last))
            _safeStringLength = _text.Length;
    }

    private void AppendToStructure(char c)
    {
        switch (c)
        {
            case '"':
                _isInString = true;
                _safeStringLength = _text.Length;
                break;
            case '{' or '[':
                OpenContainer(c);
                break;
            case '}' or ']':
                _closers.Pop();
                SetSafeLength(_text.Length);
                _isComplete = _closers.Count == 0;
                break;
            case ':':
                _isPropertyName = false;
                break;
            case ',':
                // A number or a literal before the comma is complete.
                SetSafeLength(_text.Length - 1);
                _isPropertyName = _closers.Peek() == '}';
                break;
        }
    }

    private void OpenContainer(char opener)
    {
        _isJustOpened = _closers.Count == 0;
        _isPropertyName = opener == '{';
        _closers.Push(opener == '{' ? '}' : ']');
        SetSafeLength(_text.Length);
    }

    private void SetSafeLength(int length)
    {
        // Values beyond the maximum depth cannot be read, and the closers would grow with each level.
        if (_closers.Count > JsonSettings.MaxDepth)
            return;
        _safeLength = length;
        _safeClosers = GetClosers();
    }

    private string GetClosers() => string.Concat(_closers);
}
