// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
using System.Buffers.Text;
using System.Text;

namespace MiniMaxClient.Sse;

/// <summary>Reads Server-Sent Events by the specification, in one pooled buffer and within a bound.</summary>
/// <remarks>
/// <see cref="Data"/> and the other properties hold until the reader is moved on. One caller at a time. The
/// reader does not own the stream.
/// </remarks>
/// <param name="stream">The bytes.</param>
/// <param name="maxEventBytes">The most bytes that a line, or the data of an event, may have.</param>
/// <param name="offerFirstLine">
/// Whether the first data line of an event is handed over before the event is known to be whole. The caller may
/// <see cref="Consume"/> it, or read on to have it again as part of the event.
/// </param>
/// <param name="acceptBareJson">
/// Whether a line that begins with <c>{</c> or <c>[</c> is data without its field name, and so are the lines after it up to the
/// end
/// of the event. The specification ignores such lines; servers print errors so.
/// </param>
internal sealed class SseReader(
    Stream stream, int maxEventBytes, bool offerFirstLine = false, bool acceptBareJson = false) : IDisposable
{
    private const int MaxIgnoredLength = 1024;

    private readonly SseBuffer _buffer = new(stream);
    private MemoryStream? _joined;
    private int _linePlace;
    private int _lineLength;
    private int _lines;
    private int _searched;
    private string _eventType = "";
    private bool _isPastFirstLine;
    private bool _isAfterCarriageReturn;
    private bool _isDispatched;
    private bool _isJoined;
    private bool _isBareJson;

    /// <summary>The data of the event, its lines joined by line feeds.</summary>
    public ReadOnlySpan<byte> Data =>
        _lines == 0 ? default
        : _isJoined ? _joined!.GetBuffer().AsSpan(0, (int)_joined.Length)
        : _buffer.Slice(_linePlace, _lineLength);

    /// <summary>The type of the event: <c>message</c> when the stream names none.</summary>
    public string EventType => _eventType.Length > 0 ? _eventType : "message";

    /// <summary>The last id that the stream sent; empty when none.</summary>
    public string LastEventId { get; private set; } = "";

    /// <summary>The start of the first line that was neither a known field nor a comment; empty when there was none.</summary>
    public ReadOnlyMemory<byte> IgnoredLine { get; private set; }

    /// <summary>The last reconnection time that the stream asked for.</summary>
    public TimeSpan? ReconnectionTime { get; private set; }

    /// <summary>Moves to the next event, or to the end, as far as the buffer reaches; null when more must be read.</summary>
    /// <exception cref="InvalidDataException">A line or an event is longer than the bound.</exception>
    public SseRead? TryRead()
    {
        if (_isDispatched)
            StartEvent();
        while (TryTakeLine(out bool isBlank, out bool isData))
        {
            if (isData && _lines == 1 && offerFirstLine)
                return SseRead.FirstLine;
            if (!isBlank)
                continue;

            // Spec: "If the data buffer is an empty string, set the data buffer and the event type buffer to the empty string
            // and return." A data field without a value leaves a line feed in that buffer, so it is the lines that count.
            if (_lines > 0)
            {
                _isDispatched = true;
                return SseRead.Event;
            }

            StartEvent();
        }

        return _buffer.IsAtEnd ? ReadEnd() : null;
    }

    /// <summary>Reads from the stream; what is read is to be <see cref="Add">added</see>.</summary>
    /// <param name="isIdle">Whether it is likely to be long in coming: then nothing is held for it until it is there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<int> FillAsync(bool isIdle, CancellationToken cancellationToken)
    {
        if (_lines > 0)
            KeepData();
        return _buffer.ReadAsync(isIdle, cancellationToken);
    }

    /// <summary>Takes so many bytes that were read.</summary>
    public void Add(int count) => _buffer.Add(count);

    /// <summary>Takes the offered line: what follows of the event starts with no data.</summary>
    public void Consume()
    {
        _lines = 0;
        _isJoined = false;
        _isBareJson = false;
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _joined?.Dispose();
    }

    private SseRead ReadEnd()
    {
        // Spec: "Once the end of the file is reached, any pending data must be discarded." That is left to the caller.
        int rest = _buffer.Unread.Length;
        if (rest > 0)
            TakeLine(rest, rest, out _, out _);
        if (_lines == 0)
            return SseRead.End;
        _isDispatched = true;
        return SseRead.UnfinishedEvent;
    }

    private void StartEvent()
    {
        _isDispatched = false;
        _eventType = "";
        Consume();
    }

    private bool TryTakeLine(out bool isBlank, out bool isData)
    {
        // Spec: lines end with "a U+000D CARRIAGE RETURN U+000A LINE FEED (CRLF) character pair, a single U+000A LINE FEED (LF)
        // character […] or a single U+000D CARRIAGE RETURN (CR) character". A CR ends the line at once, before it is known
        // whether an LF belongs to it.
        if (_isAfterCarriageReturn && !_buffer.Unread.IsEmpty)
        {
            _isAfterCarriageReturn = false;
            if (_buffer.Unread[0] == '\n')
                _buffer.Advance(1);
        }

        ReadOnlySpan<byte> unread = _buffer.Unread;
        int end = unread.Slice(_searched).IndexOfAny((byte)'\r', (byte)'\n');
        if ((end < 0 ? unread.Length : _searched + end) > maxEventBytes)
            throw TooLong();
        if (end < 0)
        {
            _searched = unread.Length;
            isBlank = isData = false;
            return false;
        }

        end += _searched;
        _isAfterCarriageReturn = unread[end] == '\r';
        TakeLine(end, end + 1, out isBlank, out isData);
        return true;
    }

    private void TakeLine(int length, int lengthWithEnd, out bool isBlank, out bool isData)
    {
        ReadOnlySpan<byte> line = _buffer.Unread.Slice(0, length);
        int place = _buffer.Position;

        // Spec: "Streams must be decoded using the UTF-8 decode algorithm", which strips one leading byte order mark.
        if (!_isPastFirstLine && line.StartsWith("\uFEFF"u8))
        {
            line = line.Slice(3);
            place += 3;
        }

        _isPastFirstLine = true;
        isBlank = line.IsEmpty;
        isData = !isBlank && TakeField(line, place);
        _buffer.Advance(lengthWithEnd);
        _searched = 0;
    }

    /// <summary>Takes a field; true for <c>data</c>.</summary>
    private bool TakeField(ReadOnlySpan<byte> line, int place)
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
            AddData(value, place + valueStart);
            return true;
        }

        if (name.SequenceEqual("event"u8))
            _eventType = Encoding.UTF8.GetString(value);
        else if (name.SequenceEqual("id"u8) && value.IndexOf((byte)0) < 0)
            LastEventId = Encoding.UTF8.GetString(value);
        else if (name.SequenceEqual("retry"u8) && IsDigits(value) && Utf8Parser.TryParse(value, out long milliseconds, out _)
            && milliseconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
            ReconnectionTime = TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        else if (acceptBareJson && (_isBareJson || StartsJson(line)))
        {
            _isBareJson = true;
            AddData(line, place);
            return true;
        }

        // Spec: "Otherwise: The field is ignored." A comment is a line that starts with a colon: a field without a name.
        else if (!name.IsEmpty && IgnoredLine.IsEmpty && !IsKnown(name))
            IgnoredLine = line.Slice(0, Math.Min(line.Length, MaxIgnoredLength)).ToArray();
        return false;
    }

    /// <summary>Whether a line begins with an object, or with an array of objects; <c>[DONE]</c> is neither.</summary>
    private static bool StartsJson(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        if (!line.StartsWith("["u8))
            return line.StartsWith("{"u8);
        ReadOnlySpan<byte> first = line.Slice(1).TrimStart(" \t"u8);
        return first.IsEmpty || first.StartsWith("{"u8);
    }

    // The last line may be cut off in the name of its field.
    private static bool IsKnown(ReadOnlySpan<byte> name) =>
        "id"u8.StartsWith(name) || "retry"u8.StartsWith(name) || "data"u8.StartsWith(name) || "event"u8.StartsWith(name);

    private void AddData(ReadOnlySpan<byte> value, int place)
    {
        if (_lines == 0)
        {
            _linePlace = place;
            _lineLength = value.Length;
        }
        else
        {
            KeepData();
            _joined!.WriteByte((byte)'\n');
            Join(value);
        }

        _lines++;
    }

    /// <summary>Copies the first data line out of the buffer, where it stands only until the next filling.</summary>
    private void KeepData()
    {
        if (_isJoined)
            return;
        _isJoined = true;
        _joined ??= new();
        _joined.SetLength(0);
        Join(_buffer.Slice(_linePlace, _lineLength));
    }

    private void Join(ReadOnlySpan<byte> line)
    {
        if (_joined!.Length + line.Length > maxEventBytes)
            throw TooLong();
#if NETSTANDARD2_0
        _joined.Write(line.ToArray(), 0, line.Length);
#else
        _joined.Write(line);
#endif
    }

    private InvalidDataException TooLong() => new($"an event of the stream is longer than {maxEventBytes} bytes");

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
