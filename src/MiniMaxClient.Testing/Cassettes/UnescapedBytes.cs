using System.Globalization;
using System.Net;
using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Specifies a syntax of escapes.</summary>
internal enum EscapeSyntax
{
    /// <summary>JSON: <c>\u002d</c>, <c>\/</c>.</summary>
    Backslash,

    /// <summary>URLs: <c>%2D</c>.</summary>
    Percent,

    /// <summary>HTML: <c>&amp;#45;</c>, <c>&amp;amp;</c>.</summary>
    Entity,
}

/// <summary>Represents bytes without white space and escapes; each maps to the bytes that it was read from.</summary>
internal sealed class UnescapedBytes
{
    private const int MaxEntityLength = 12;

    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly int[] _ends;

    private UnescapedBytes(int capacity)
    {
        _bytes = new byte[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    public int Length { get; private set; }

    public byte this[int index] => _bytes[index];

    /// <summary>Creates an instance without the white space of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">The position of the first of them in the source.</param>
    public static UnescapedBytes Create(ReadOnlySpan<byte> bytes, int offset)
    {
        UnescapedBytes plain = new(bytes.Length);
        for (int i = 0; i < bytes.Length;)
        {
            int invisible = GetInvisibleLength(bytes[i..]);
            if (invisible == 0)
                plain.Add(bytes[i], offset + i, offset + i + 1);
            i += Math.Max(invisible, 1);
        }

        return plain;
    }

    /// <summary>Gets the source of the bytes from one index to another.</summary>
    public (int Start, int End) GetSource(int first, int last) => (_starts[first], _ends[last]);

    /// <summary>Returns the bytes with one layer of escapes removed; null if there are none.</summary>
    public UnescapedBytes? Unescape(EscapeSyntax syntax)
    {
        UnescapedBytes unescaped = new(Length);
        bool hasEscapes = false;
        for (int i = 0; i < Length;)
        {
            (byte value, int length) = ReadByte(_bytes.AsSpan(i, Length - i), syntax);
            hasEscapes |= length > 1;
            unescaped.Add(value, _starts[i], _ends[i + length - 1]);
            i += length;
        }

        return hasEscapes ? unescaped : null;
    }

    private void Add(byte value, int start, int end)
    {
        if (value is <= (byte)' ' or 0x7F)
            return;
        (_bytes[Length], _starts[Length], _ends[Length]) = (value, start, end);
        Length++;
    }

    /// <summary>Gets the length of a character without width, such as a soft hyphen, which can split a key.</summary>
    private static int GetInvisibleLength(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xC2, 0xAD, ..] => 2,
        [0xE2, 0x80, >= 0x8B and <= 0x8F, ..] or [0xE2, 0x81, >= 0xA0 and <= 0xA4, ..] or [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    };

    private static (byte Value, int Length) ReadByte(ReadOnlySpan<byte> bytes, EscapeSyntax syntax) => (bytes[0], syntax) switch
    {
        ((byte)'\\', EscapeSyntax.Backslash) when bytes.Length > 1 => ReadBackslash(bytes),
        ((byte)'%', EscapeSyntax.Percent) when ParseHex(bytes[1..], 2) is { } code => ((byte)code, 3),
        ((byte)'&', EscapeSyntax.Entity) => ReadEntity(bytes),
        _ => (bytes[0], 1),
    };

    private static (byte Value, int Length) ReadBackslash(ReadOnlySpan<byte> bytes) => bytes[1] switch
    {
        (byte)'u' when ParseHex(bytes[2..], 4) is { } code => (ToByte(code), 6),
        (byte)'x' when ParseHex(bytes[2..], 2) is { } code => ((byte)code, 4),
        (byte)'n' or (byte)'r' or (byte)'t' => ((byte)' ', 2),
        byte escaped => (escaped, 2),
    };

    private static (byte Value, int Length) ReadEntity(ReadOnlySpan<byte> bytes)
    {
        int end = bytes[..Math.Min(bytes.Length, MaxEntityLength)].IndexOf((byte)';');
        if (end < 0)
            return (bytes[0], 1);
        string decoded = WebUtility.HtmlDecode(Encoding.Latin1.GetString(bytes[..(end + 1)]));
        return decoded.Length == 1 ? (ToByte(decoded[0]), end + 1) : (bytes[0], 1);
    }

    // A key is ASCII; a soft hyphen or a character without width is none of its characters.
    private static byte ToByte(int code) => code switch
    {
        0xAD or (>= 0x200B and <= 0x200F) => (byte)' ',
        < 256 => (byte)code,
        _ => 0xFF,
    };

    private static int? ParseHex(ReadOnlySpan<byte> digits, int count) =>
        digits.Length >= count
        && int.TryParse(digits[..count], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            ? code
            : null;
}
