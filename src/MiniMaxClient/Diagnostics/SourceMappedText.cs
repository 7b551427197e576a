using System.Globalization;
using System.Net;

namespace MiniMaxClient.Diagnostics;

/// <summary>Specifies an escape syntax.</summary>
internal enum EscapeKind
{
    /// <summary>JSON escapes: <c>\u002d</c>, <c>\/</c>.</summary>
    Backslash,

    /// <summary>URL escapes: <c>%2D</c>.</summary>
    Percent,

    /// <summary>HTML entities: <c>&amp;#45;</c>, <c>&amp;amp;</c>.</summary>
    Entity,
}

/// <summary>Represents a text without white space and escapes, and maps its characters to their source.</summary>
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
        var mapped = new SourceMappedText(text.Length, text.Length);
        for (int i = 0; i < text.Length; i++)
            mapped.AddCharacter(text[i], i, i + 1);
        return mapped;
    }

    /// <summary>Returns the text with one layer of escapes removed; null if it has none.</summary>
    public SourceMappedText? Unescape(EscapeKind escape)
    {
        var unescaped = new SourceMappedText(Length, _sourceLength);
        bool hasEscapes = false;
        for (int i = 0; i < Length;)
        {
            (char character, int length) = ReadCharacter(i, escape);
            hasEscapes |= length > 1;
            unescaped.AddCharacter(character, _sourceStarts[i], _sourceEnds[i + length - 1]);
            i += length;
        }

        return hasEscapes ? unescaped : null;
    }

    /// <summary>Marks the source of the characters from one index to another.</summary>
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

    /// <summary>Reads the character at an index, which may be escaped, and its length.</summary>
    private (char Character, int Length) ReadCharacter(int index, EscapeKind escape)
    {
        ReadOnlySpan<char> remaining = _characters.AsSpan(index, Length - index);
        return (remaining[0], escape) switch
        {
            ('\\', EscapeKind.Backslash) when remaining.Length > 1 => ReadBackslashEscape(remaining),
            ('%', EscapeKind.Percent) when ParseHex(remaining.Slice(1), 2) is { } code => ((char)code, 3),
            ('&', EscapeKind.Entity) => ReadHtmlEntity(remaining),
            _ => (remaining[0], 1),
        };
    }

    private static (char Character, int Length) ReadBackslashEscape(ReadOnlySpan<char> remaining) => remaining[1] switch
    {
        'u' when ParseHex(remaining.Slice(2), 4) is { } code => ((char)code, 6),
        'x' when ParseHex(remaining.Slice(2), 2) is { } code => ((char)code, 4),
        'n' or 'r' or 't' => (' ', 2),
        var escaped => (escaped, 2),
    };

    private static (char Character, int Length) ReadHtmlEntity(ReadOnlySpan<char> remaining)
    {
        int end = remaining.Slice(0, Math.Min(remaining.Length, 12)).IndexOf(';');
        if (end < 0)
            return (remaining[0], 1);
        string decoded = WebUtility.HtmlDecode(remaining.Slice(0, end + 1).ToString());
        return decoded.Length == 1 ? (decoded[0], end + 1) : (remaining[0], 1);
    }

    private static int? ParseHex(ReadOnlySpan<char> digits, int count) =>
        digits.Length >= count
        && int.TryParse(
            digits.Slice(0, count).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            ? code
            : null;
}
