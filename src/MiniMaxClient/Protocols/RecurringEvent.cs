#if !NETSTANDARD2_0
using System.Buffers;
#endif
using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Recognises an event that is, but for one string, one that was read before.</summary>
/// <remarks>
/// From chunk to chunk of a stream nothing changes but a piece of text: what stands around it is compared, not parsed. It is
/// exact: with any other difference there is no match.
/// </remarks>
internal struct RecurringEvent
{
#if !NETSTANDARD2_0
    private static readonly SearchValues<byte> Special = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'"', (byte)'\\',
    ]);
#endif

    private byte[]? _bytes;
    private int _length;
    private int _start;
    private int _end;

    /// <summary>Takes an event as the one that may come again.</summary>
    /// <param name="data">Its data: one JSON value, whole.</param>
    /// <param name="start">The place behind the opening quote of the string that may change.</param>
    /// <param name="end">The place of its closing quote.</param>
    public void Learn(ReadOnlySpan<byte> data, int start, int end)
    {
        if (_bytes is null || _bytes.Length < data.Length)
            _bytes = new byte[data.Length];
        data.CopyTo(_bytes);
        (_length, _start, _end) = (data.Length, start, end);
    }

    /// <summary>Gives the string of an event that is the known one in all else; null for another event.</summary>
    public readonly string? TryRead(ReadOnlySpan<byte> data)
    {
        int rest = _length - _end;
        int end = data.Length - rest;
        if (_bytes is null || end < _start
            || !data.Slice(end).SequenceEqual(_bytes.AsSpan(_end, rest))
            || !data.Slice(0, _start).SequenceEqual(_bytes.AsSpan(0, _start)))
            return null;
        ReadOnlySpan<byte> text = data.Slice(_start, end - _start);
        return IsPlain(text) ? Encoding.UTF8.GetString(text) : Unescape(data.Slice(_start - 1, text.Length + 2));
    }

    private static string? Unescape(ReadOnlySpan<byte> quoted)
    {
        var json = new Utf8JsonReader(quoted);
        try
        {
            return json.Read() && json.BytesConsumed == quoted.Length ? JsonText.Read(ref json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

#if NETSTANDARD2_0
    private static bool IsPlain(ReadOnlySpan<byte> text)
    {
        foreach (byte next in text)
        {
            if (next is < 0x20 or (byte)'"' or (byte)'\\')
                return false;
        }

        return true;
    }
#else
    private static bool IsPlain(ReadOnlySpan<byte> text) => text.IndexOfAny(Special) < 0;
#endif
}
