#if !NETSTANDARD2_0
using System.Buffers;
#endif
using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Matches an event that differs from a captured event in one string only.</summary>
/// <remarks>
/// Consecutive chunks of a stream usually differ only in a text delta. The bytes around it are compared instead of parsed; any
/// other difference is not a match.
/// </remarks>
internal sealed class EventTemplate
{
#if !NETSTANDARD2_0
    private static readonly SearchValues<byte> SpecialBytes = SearchValues.Create(
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        (byte)'"', (byte)'\\',
    ]);
#endif

    // After this many captures without a match, captures are attempted only at intervals: some hosts vary every event.
    private const int MaxUnmatchedCaptures = 4;
    private const int CaptureInterval = 32;

    private byte[]? _templateBytes;
    private int _templateLength;
    private JsonRange _textRange;
    private int _unmatchedCaptures;
    private int _skippedCaptures;

    /// <summary>Determines whether to capture the current event; counts the captures that are skipped.</summary>
    public bool ShouldCapture() => _unmatchedCaptures < MaxUnmatchedCaptures || ++_skippedCaptures % CaptureInterval == 0;

    /// <summary>Captures an event as the template for the events after it.</summary>
    /// <param name="data">The data of the event: one complete JSON value.</param>
    /// <param name="textRange">The range of the string that may differ.</param>
    public void Capture(ReadOnlySpan<byte> data, JsonRange textRange)
    {
        if (_templateBytes is null || _templateBytes.Length < data.Length)
            _templateBytes = new byte[data.Length];
        data.CopyTo(_templateBytes);
        (_templateLength, _textRange) = (data.Length, textRange);
        _unmatchedCaptures++;
    }

    /// <summary>Returns the string of an event that otherwise equals the template; null if the event does not match.</summary>
    public string? TryMatch(ReadOnlySpan<byte> data)
    {
        int start = _textRange.Start;
        int suffixLength = _templateLength - _textRange.End;
        int end = data.Length - suffixLength;
        if (_templateBytes is null || end < start
            || !data.Slice(end).SequenceEqual(_templateBytes.AsSpan(_textRange.End, suffixLength))
            || !data.Slice(0, start).SequenceEqual(_templateBytes.AsSpan(0, start)))
            return null;
        ReadOnlySpan<byte> text = data.Slice(start, end - start);
        string? read = IsPlain(text) ? Encoding.UTF8.GetString(text) : Unescape(data.Slice(start - 1, text.Length + 2));
        if (read is not null)
            _unmatchedCaptures = 0;
        return read;
    }

    private static string? Unescape(ReadOnlySpan<byte> quoted)
    {
        var json = new Utf8JsonReader(quoted);
        try
        {
            return json.Read() && json.BytesConsumed == quoted.Length ? JsonText.ReadString(ref json) : null;
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
    private static bool IsPlain(ReadOnlySpan<byte> text) => text.IndexOfAny(SpecialBytes) < 0;
#endif
}
