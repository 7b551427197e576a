// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
using System.Buffers.Text;
using System.Text;

namespace MiniMaxClient.Sse;

/// <summary>Reads Server-Sent Events by the specification, with one pooled buffer and a size limit.</summary>
/// <remarks>
/// <see cref="Data"/> and the other properties are valid until the next read. This type is not thread-safe. The reader does not
/// own the stream.
/// </remarks>
/// <param name="stream">The stream to read from.</param>
/// <param name="maxEventBytes">The maximum number of bytes of a line, and of the data of an event.</param>
/// <param name="shouldOfferFirstLine">
/// Whether to return the first data line of an event before the event is complete. The caller can consume it with
/// <see cref="ConsumeData"/>, or continue reading to get it again as part of the event.
/// </param>
/// <param name="shouldAcceptBareJson">
/// Whether a line that begins with <c>{</c> or <c>[</c> is data without its field name, together with the lines after it up to
/// the end of the event. The specification ignores such lines; some servers send errors this way.
/// </param>
internal sealed class SseReader(
    Stream stream, int maxEventBytes, bool shouldOfferFirstLine = false, bool shouldAcceptBareJson = false) : IDisposable
{
    private const int MaxIgnoredLineLength = 1024;

    private readonly SseBuffer _buffer = new(stream);
    private MemoryStream? _joinedData;
    private int _dataStart;
    private int _dataLength;
    private int _dataLineCount;
    private int _searchedLength;
    private string _eventType = "";
    private bool _isPastFirstLine;
    private bool _isAfterCarriageReturn;
    private bool _hasDispatchedEvent;
    private bool _isDataJoined;
    private bool _isBareJson;

    /// <summary>The data of the event; its lines are joined by line feeds.</summary>
    public ReadOnlySpan<byte> Data =>
        _dataLineCount == 0 ? default
        : _isDataJoined ? _joinedData!.GetBuffer().AsSpan(0, (int)_joinedData.Length)
        : _buffer.Slice(_dataStart, _dataLength);

    /// <summary>The type of the event. Default: <c>message</c>.</summary>
    public string EventType => _eventType.Length > 0 ? _eventType : "message";

    /// <summary>The last event id of the stream; empty if there was none.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>The start of the first line that was neither a known field nor a comment; empty if there was none.</summary>
    public ReadOnlyMemory<byte> FirstIgnoredLine { get; private set; }

    /// <summary>The last reconnection time that the stream requested.</summary>
    public TimeSpan? ReconnectionTime { get; private set; }

    /// <summary>Moves to the next event in the buffer, or to the end; null if more must be read from the stream.</summary>
    /// <exception cref="InvalidDataException">A line or an event exceeds the maximum number of bytes.</exception>
    public SseReadResult? TryRead()
    {
        if (_hasDispatchedEvent)
            StartEvent();
        while (TryReadLine(out bool isBlank, out bool isData))
        {
            if (isData && _dataLineCount == 1 && shouldOfferFirstLine)
                return SseReadResult.FirstDataLine;
            if (!isBlank)
                continue;

            // Spec: "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string
            // and return." A data field without a value adds a line feed to that buffer, so the lines are counted.
            if (_dataLineCount > 0)
            {
                _hasDispatchedEvent = true;
                return SseReadResult.Event;
            }

            StartEvent();
        }

        return _buffer.IsAtEnd ? ReadEnd() : null;
    }

    /// <summary>Reads from the stream into the buffer; the caller passes the result to <see cref="AddReadBytes"/>.</summary>
    /// <param name="isIdle">Whether data is expected to be slow: no buffer is held while waiting for it.</param>
    /// <param name="cancellationToken">The token to cancel the read.</param>
    public ValueTask<int> FillBufferAsync(bool isIdle, CancellationToken cancellationToken)
    {
        if (_dataLineCount > 0)
            CopyDataFromBuffer();
        return _buffer.ReadAsync(isIdle, cancellationToken);
    }

    /// <summary>Adds the bytes of a completed read to the buffer.</summary>
    public void AddReadBytes(int count) => _buffer.AddReadBytes(count);

    /// <summary>Consumes the data so far: the event continues without data.</summary>
    public void ConsumeData()
    {
        _dataLineCount = 0;
        _isDataJoined = false;
        _isBareJson = false;
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _joinedData?.Dispose();
    }

    private SseReadResult ReadEnd()
    {
        // Spec: "Once the end of the file is reached, any pending data must be discarded." The caller decides that.
        int remaining = _buffer.UnreadBytes.Length;
        if (remaining > 0)
            ReadLine(remaining, remaining, out _, out _);
        if (_dataLineCount == 0)
            return SseReadResult.EndOfStream;
        _hasDispatchedEvent = true;
        return SseReadResult.UnfinishedEvent;
    }

    private void StartEvent()
    {
        _hasDispatchedEvent = false;
        _eventType = "";
        ConsumeData();
    }

    private bool TryReadLine(out bool isBlank, out bool isData)
    {
        // Spec: lines end with "a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single U+000A LINE FEED (LF)
        // character […] or a single U+000D CARRIAGE RETURN (CR) character". A CR ends the line immediately, before it is
        // known whether an LF belongs to it.
        if (_isAfterCarriageReturn && !_buffer.UnreadBytes.IsEmpty)
        {
            _isAfterCarriageReturn = false;
            if (_buffer.UnreadBytes[0] == '\n')
                _buffer.Advance(1);
        }

        ReadOnlySpan<byte> unread = _buffer.UnreadBytes;
        int end = unread.Slice(_searchedLength).IndexOfAny((byte)'\r', (byte)'\n');
        if ((end < 0 ? unread.Length : _searchedLength + end) > maxEventBytes)
            throw CreateTooLongException();
        if (end < 0)
        {
            _searchedLength = unread.Length;
            isBlank = isData = false;
            return false;
        }

        end += _searchedLength;
        _isAfterCarriageReturn = unread[end] == '\r';
        ReadLine(end, end + 1, out isBlank, out isData);
        return true;
    }

    private void ReadLine(int length, int lengthWithEnd, out bool isBlank, out bool isData)
    {
        ReadOnlySpan<byte> line = _buffer.UnreadBytes.Slice(0, length);
        int position = _buffer.Position;

        // Spec: "Streams must be decoded using the UTF-8 decode algorithm", which strips one leading byte order mark.
        if (!_isPastFirstLine && line.StartsWith("\uFEFF"u8))
        {
            line = line.Slice(3);
            position += 3;
        }

        _isPastFirstLine = true;
        isBlank = line.IsEmpty;
        isData = !isBlank && ReadField(line, position);
        _buffer.Advance(lengthWithEnd);
        _searchedLength = 0;
    }

    /// <summary>Reads a field; true for <c>data</c>.</summary>
    private bool ReadField(ReadOnlySpan<byte> line, int position)
    {
        // Spec: "If value starts with a U+0020 SPACE character, remove it from value."
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon < 0 ? line : line.Slice(0, colon);
        int valueStart = colon < 0 ? line.Length : colon + 1;
        if (valueStart < line.Length && line[valueStart] == ' ')
            valueStart++;
        ReadOnlySpan<byte> value = line.Slice(valueStart);

        if (name.SequenceEqual("data"u8))
        {
            AddData(value, position + valueStart);
            return true;
        }

        if (name.SequenceEqual("event"u8))
            _eventType = Encoding.UTF8.GetString(value);
        else if (name.SequenceEqual("id"u8) && value.IndexOf((byte)0) < 0)
            LastEventId = Encoding.UTF8.GetString(value);
        else if (name.SequenceEqual("retry"u8) && IsDigits(value) && Utf8Parser.TryParse(value, out long milliseconds, out _)
            && milliseconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
            ReconnectionTime = TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        else if (shouldAcceptBareJson && (_isBareJson || StartsWithJson(line)))
        {
            _isBareJson = true;
            AddData(line, position);
            return true;
        }

        // Spec: "Otherwise: The field is ignored." A comment is a line that starts with a colon: a field without a name.
        else if (!name.IsEmpty && FirstIgnoredLine.IsEmpty && !IsKnownFieldName(name))
            FirstIgnoredLine = line.Slice(0, Math.Min(line.Length, MaxIgnoredLineLength)).ToArray();
        return false;
    }

    /// <summary>Determines whether a line begins with an object or an array of objects; <c>[DONE]</c> is neither.</summary>
    private static bool StartsWithJson(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        if (!line.StartsWith("["u8))
            return line.StartsWith("{"u8);
        ReadOnlySpan<byte> first = line.Slice(1).TrimStart(" \t"u8);
        return first.IsEmpty || first.StartsWith("{"u8);
    }

    // The last line may be truncated in its field name.
    private static bool IsKnownFieldName(ReadOnlySpan<byte> name) =>
        "id"u8.StartsWith(name) || "retry"u8.StartsWith(name) || "data"u8.StartsWith(name) || "event"u8.StartsWith(name);

    private void AddData(ReadOnlySpan<byte> value, int position)
    {
        if (_dataLineCount == 0)
        {
            _dataStart = position;
            _dataLength = value.Length;
        }
        else
        {
            CopyDataFromBuffer();
            _joinedData!.WriteByte((byte)'\n');
            AppendToJoinedData(value);
        }

        _dataLineCount++;
    }

    /// <summary>Copies the first data line from the buffer, where it is valid only until the next read.</summary>
    private void CopyDataFromBuffer()
    {
        if (_isDataJoined)
            return;
        _isDataJoined = true;
        _joinedData ??= new();
        _joinedData.SetLength(0);
        AppendToJoinedData(_buffer.Slice(_dataStart, _dataLength));
    }

    private void AppendToJoinedData(ReadOnlySpan<byte> line)
    {
        if (_joinedData!.Length + line.Length > maxEventBytes)
            throw CreateTooLongException();
#if NETSTANDARD2_0
        _joinedData.Write(line.ToArray(), 0, line.Length);
#else
        _joinedData.Write(line);
#endif
    }

    private InvalidDataException CreateTooLongException() => new($"an event of the stream is longer than {maxEventBytes} bytes");

    private static bool IsDigits(ReadOnlySpan<byte> value)
    {
        foreach (byte digit in value)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
        }

        return true;
    }
}
