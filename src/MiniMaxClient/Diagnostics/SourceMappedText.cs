using System.Globalization;
using System.Net;

namespace MiniMaxClient.Diagnostics;

/// <summary>A way to escape characters.</summary>
internal enum EscapeKind
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
internal sealed class SourceMappedText
{
    private readonly char[] _characters;
    private readonly int[] _sourceStarts;
    private readonly int[] _sourceEnds;
    private readonly int _sourceLength;

    private SourceMappedText(int capacity, int sourceLength)
    {
        _characters = new char[capacity];
        _sourceStarts = new int[capacity];
        _sourceEnds = new int[capacity];
        _sourceLength = sourceLength;
    }

    public int Length { get; private set; }

    public char this[int index] => _characters[index];

    public static SourceMappedText Create(string text)
    {
        var view = new SourceMappedText(text.Length, text.Length);
        for (int i = 0; i < text.Length; i++)
            view.AddCharacter(text[i], i, i + 1);
        return view;
    }

    /// <summary>Gets the text with one layer of escapes removed; null where there is none.</summary>
    public SourceMappedText? Unescape(EscapeKind escape)
    {
        var view = new SourceMappedText(Length, _sourceLength);
        bool hasEscapes = false;
        for (int i = 0; i < Length;)
        {
            (char one, int length) = ReadCharacter(i, escape);
            hasEscapes |= length > 1;
            view.AddCharacter(one, _sourceStarts[i], _sourceEnds[i + length - 1]);
            i += length;
        }

        return hasEscapes ? view : null;
    }

    /// <summary>Marks what the characters from one place to another came from.</summary>
    public void MarkSource(int first, int last, ref bool[]? marks)
    {
        marks ??= new bool[_sourceLength];
        for (int i = _sourceStarts[first]; i < _sourceEnds[last]; i++)
            marks[i] = true;
    }

    private void AddCharacter(char character, int start, int end)
    {
        if (char.IsWhiteSpace(character) || char.IsControl(character)
            || char.GetUnicodeCategory(character) == UnicodeCategory.Format)
            return;
        (_characters[Length], _sourceStarts[Length], _sourceEnds[Length]) = (character, start, end);
        Length++;
    }

    /// <summary>Reads the character at a place, which may be escaped, and the number of characters that it takes.</summary>
    private (char One, int Length) ReadCharacter(int index, EscapeKind escape)
    {
        ReadOnlySpan<char> rest = _characters.AsSpan(index, Length - index);
        return (rest[0], escape) switch
        {
            ('\\', EscapeKind.Backslash) when rest.Length > 1 => ReadBackslashEscape(rest),
            ('%', EscapeKind.Percent) when ParseHex(rest.Slice(1), 2) is { } code => ((char)code, 3),
            ('&', EscapeKind.Entity) => ReadHtmlEntity(rest),
            _ => (rest[0], 1),
        };
    }

    private static (char One, int Length) ReadBackslashEscape(ReadOnlySpan<char> remaining) => remaining[1] switch
    {
        'u' when ParseHex(remaining.Slice(2), 4) is { } code => ((char)code, 6),
        'x' when ParseHex(remaining.Slice(2), 2) is { } code => ((char)code, 4),
        'n' or 'r' or 't' => (' ', 2),
        var escaped => (escaped, 2),
    };

    private static (char One, int Length) ReadHtmlEntity(ReadOnlySpan<char> remaining)
    {
        int end = remaining.Slice(0, Math.Min(remaining.Length, 12)).IndexOf(';');
        if (end < 0)
            return (remaining[0], 1);
        string decoded = WebUtility.HtmlDecode(remaining.Slice(0, end + 1).ToString());
        return decoded.Length == 1 ? (decoded[0], end + 1) : (remaining[0], 1);
    }

    private static int? ParseHex(ReadOnlySpan<char> digits, int count) =>
        digits.Length >= count && int.TryParse(
            digits.Slice(0, count).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            ? code
            : null;
}
