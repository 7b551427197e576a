using System.Globalization;
using System.Net;

namespace MiniMaxClient.Diagnostics;

/// <summary>A way to escape characters.</summary>
internal enum Escape
{
    /// <summary>JSON's: <c>\u002d</c>, <c>\/</c>.</summary>
    Backslash,

    /// <summary>That of URLs: <c>%2D</c>.</summary>
    Percent,

    /// <summary>HTML's: <c>&amp;#45;</c>, <c>&amp;amp;</c>.</summary>
    Entity,
}

/// <summary>
/// A text without its white space and, from one unescaping to the next, without its escapes, that knows where it came from.
/// </summary>
internal sealed class EscapedText
{
    private readonly char[] _text;
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly int _sourceLength;

    private EscapedText(int capacity, int sourceLength)
    {
        _text = new char[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
        _sourceLength = sourceLength;
    }

    public int Length { get; private set; }

    public char this[int index] => _text[index];

    public static EscapedText Create(string text)
    {
        var view = new EscapedText(text.Length, text.Length);
        for (int i = 0; i < text.Length; i++)
            view.Add(text[i], i, i + 1);
        return view;
    }

    /// <summary>Gets the text with one layer of escapes removed; null where there is none.</summary>
    public EscapedText? Unescape(Escape escape)
    {
        var view = new EscapedText(Length, _sourceLength);
        bool hasEscapes = false;
        for (int i = 0; i < Length;)
        {
            (char one, int length) = Read(i, escape);
            hasEscapes |= length > 1;
            view.Add(one, _starts[i], _ends[i + length - 1]);
            i += length;
        }

        return hasEscapes ? view : null;
    }

    /// <summary>Marks what the characters from one place to another came from.</summary>
    public void Mark(int first, int last, ref bool[]? marks)
    {
        marks ??= new bool[_sourceLength];
        for (int i = _starts[first]; i < _ends[last]; i++)
            marks[i] = true;
    }

    private void Add(char one, int start, int end)
    {
        if (char.IsWhiteSpace(one) || char.IsControl(one) || char.GetUnicodeCategory(one) == UnicodeCategory.Format)
            return;
        (_text[Length], _starts[Length], _ends[Length]) = (one, start, end);
        Length++;
    }

    /// <summary>Reads the character at a place, which may be escaped, and the number of characters that it takes.</summary>
    private (char One, int Length) Read(int at, Escape escape)
    {
        ReadOnlySpan<char> rest = _text.AsSpan(at, Length - at);
        return (rest[0], escape) switch
        {
            ('\\', Escape.Backslash) when rest.Length > 1 => ReadBackslash(rest),
            ('%', Escape.Percent) when Hex(rest.Slice(1), 2) is { } code => ((char)code, 3),
            ('&', Escape.Entity) => ReadEntity(rest),
            _ => (rest[0], 1),
        };
    }

    private static (char One, int Length) ReadBackslash(ReadOnlySpan<char> rest) => rest[1] switch
    {
        'u' when Hex(rest.Slice(2), 4) is { } code => ((char)code, 6),
        'x' when Hex(rest.Slice(2), 2) is { } code => ((char)code, 4),
        'n' or 'r' or 't' => (' ', 2),
        var escaped => (escaped, 2),
    };

    private static (char One, int Length) ReadEntity(ReadOnlySpan<char> rest)
    {
        int end = rest.Slice(0, Math.Min(rest.Length, 12)).IndexOf(';');
        if (end < 0)
            return (rest[0], 1);
        string decoded = WebUtility.HtmlDecode(rest.Slice(0, end + 1).ToString());
        return decoded.Length == 1 ? (decoded[0], end + 1) : (rest[0], 1);
    }

    private static int? Hex(ReadOnlySpan<char> digits, int count) =>
        digits.Length >= count && int.TryParse(
            digits.Slice(0, count).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            ? code
            : null;
}
