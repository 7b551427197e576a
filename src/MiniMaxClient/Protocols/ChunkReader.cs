using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a streamed response as chunks; a derived class for each protocol interprets the events.</summary>
/// <remarks>
/// Beyond the Server-Sent Events specification, the reader accepts events without a blank line between them (ModelsLab's page),
/// a last event without a blank line, and streams with or without <c>[DONE]</c>. A stream is complete after its end marker, or
/// after a finish reason for each choice; a stream that ends earlier is interrupted. Each stream needs its own reader.
/// </remarks>
internal abstract partial class ChunkReader(ResponseContext context)
{
    private readonly StreamChoiceProcessor _choiceStreamState = new(context);
    private ChatCompletionChunk? _nextChunk;
    private Queue<ChatCompletionChunk>? _queuedChunks;
    private MiniMaxException? _failure;
    private bool _isStreamComplete;

    protected ResponseContext Context { get; } = context;

    private static ReadOnlySpan<byte> DoneMarker => "[DONE]"u8;

    /// <summary>Reads the JSON value at the start of the data.</summary>
    /// <param name="data">The data of an event, or of its first line.</param>
    /// <param name="eventType">The type of the event; it may be unknown until the event is complete.</param>
    /// <param name="isComplete">Whether the event is complete.</param>
    /// <returns>The value's length in bytes; 0, without side effects, if the complete event is needed.</returns>
    /// <exception cref="JsonException">The value is incomplete or not JSON.</exception>
    protected abstract int ReadJsonValue(ReadOnlySpan<byte> data, string eventType, bool isComplete);

    /// <summary>Adds a chunk to the output.</summary>
    protected void AddChunk(ChatCompletionChunk chunk)
    {
        // Most events have one chunk.
        if (_nextChunk is null)
            _nextChunk = chunk;
        else
            (_queuedChunks ??= new()).Enqueue(chunk);
    }

    /// <summary>Ends the stream with an exception, which is thrown after the chunks before it.</summary>
    protected void FailStream(MiniMaxException failure) => _failure = failure;

    /// <summary>Completes the stream: data after this point is ignored.</summary>
    protected void CompleteStream() => _isStreamComplete = true;

    /// <summary>Handles an exception from reading the stream; false if the exception must propagate.</summary>
    private bool TryHandleReadException(Exception exception)
    {
        switch (exception)
        {
            // An event that is too long, or data that cannot be decompressed.
            case InvalidDataException or InvalidOperationException:
                FailStream(ErrorFactory.InvalidResponse(Context.Provider, exception.Message, exception));
                return true;
            case IOException or HttpRequestException:
                // Some servers close the connection without ending the body once the response is complete.
                if (_choiceStreamState.IsReliablyFinished || IsDoneMarker(_sseReader.Data))
                    CompleteStream();
                else
                    FailStream(ErrorFactory.StreamInterrupted(Context.Provider, Context.StatusCode, exception));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Processes a read result; false at the end of the stream.</summary>
    private bool TryProcessReadResult(SseReadResult result)
    {
        switch (result)
        {
            case SseReadResult.FirstDataLine:
                // A complete JSON value is read immediately: some hosts send no blank line.
                if (EndsWith(_sseReader.Data, '}') && TryReadData(_sseReader.Data, isComplete: false))
                    _sseReader.ConsumeData();
                return true;
            case SseReadResult.Event:
                ReadEvent();
                return true;
            case SseReadResult.UnfinishedEvent:
                // A last event without a blank line is read if it is complete; otherwise the stream was interrupted in it.
                if ((EndsWith(_sseReader.Data, '}') || EndsWith(_sseReader.Data, ']'))
                    && TryReadData(_sseReader.Data, isComplete: true))
                    return true;
                if (FindTextError(_sseReader.Data, PlainTextEvent.IsError(_sseReader.EventType, _sseReader.Data)) is { } error)
                    FailStream(error);
                return false;
            default:
                return false;
        }
    }

    private void ReadEvent()
    {
        ReadOnlySpan<byte> data = _sseReader.Data;
        bool isEmptyError = data.IsEmpty && PlainTextEvent.IsError(_sseReader.EventType, data);
        if (!isEmptyError && TryReadData(data, isComplete: true))
            return;
        bool isKeepAlive = !isEmptyError && PlainTextEvent.IsKeepAlive(_sseReader.EventType, data);
        bool isError = !isKeepAlive && PlainTextEvent.IsError(_sseReader.EventType, data);
        MiniMaxException? error = data.IsEmpty && !isError ? null : FindTextError(data, isError);
        if (error is null && isKeepAlive)
            return;
        FailStream(error ?? ErrorFactory.InvalidResponseBody(
            Context.Provider,
            $"an event of the stream is not JSON, or it nests deeper than {Context.MaxDepth} levels",
            // Malformed JSON is not quoted: it may be a part of the conversation.
            PlainTextEvent.IsPlainText(data) ? data : default,
            Context.Secrets));
    }

    /// <summary>Reads a non-object value: null is skipped, a string is plain text, an array may contain an error.</summary>
    /// <returns>The number of bytes that were read.</returns>
    protected int ReadNonObjectValue(Utf8JsonReader json, ReadOnlySpan<byte> data)
    {
        int length = (int)json.BytesConsumed;
        bool isText = json.TokenType is JsonTokenType.String or JsonTokenType.Null;
        byte[] text = json.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(JsonText.ReadString(ref json)) : [];
        bool isKeepAlive = isText && PlainTextEvent.IsKeepAlive(_sseReader.EventType, text);
        bool isError = isText && PlainTextEvent.IsError(_sseReader.EventType, text);
        MiniMaxException? error = isText
            ? FindTextError(text, isError)
            : ErrorReader.FindError(ResponsePartKind.Event, data, ErrorReader.IsErrorArray(data), Context, _sseReader.EventType);
        if (error is null && isKeepAlive)
            return length;
        FailStream(error ?? ErrorFactory.InvalidResponseBody(
            Context.Provider, "an event of the stream is JSON, but not an object", data, Context.Secrets));
        return data.Length;
    }

    /// <summary>Finds the error in text outside of JSON.</summary>
    private MiniMaxException? FindTextError(ReadOnlySpan<byte> text, bool isError) =>
        ErrorReader.FindError(ResponsePartKind.Text, text, isError, Context, _sseReader.EventType);

    /// <summary>Reads every value of the data, with null for NaN and Infinity; false if a value is not complete JSON.</summary>
    private bool TryReadData(ReadOnlySpan<byte> data, bool isComplete) =>
        TryReadJsonValues(data, isComplete)
        || (NonFiniteNumbers.ReplaceWithNull(data) is { } repaired && TryReadJsonValues(repaired, isComplete));

    /// <summary>Reads every value of the data; false, without adding a chunk, if a value is not complete JSON.</summary>
    private bool TryReadJsonValues(ReadOnlySpan<byte> data, bool isComplete)
    {
        try
        {
            while (!(data = data.TrimStart(" \t\r\n"u8)).IsEmpty && !_isStreamComplete && _failure is null)
            {
                if (data.StartsWith(DoneMarker))
                    ReadDoneMarker(data);
                else if (ReadJsonValue(data, _sseReader.EventType, isComplete) is var length and > 0)
                    data = data.Slice(length);
                else
                {
                    // The values before it are read again with the complete event.
                    ClearChunks();
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Neither the event nor the reader's message is quoted: they may contain secrets or a part of the conversation.
            ClearChunks();
            return false;
        }
    }

    private ChatCompletionChunk? DequeueChunk()
    {
        ChatCompletionChunk? chunk = _nextChunk;
        _nextChunk = _queuedChunks is { Count: > 0 } ? _queuedChunks.Dequeue() : null;
        return chunk;
    }

    private void ClearChunks()
    {
        _nextChunk = null;
        _queuedChunks?.Clear();
    }

    private void ReadDoneMarker(ReadOnlySpan<byte> data)
    {
        if (IsDoneMarker(data))
            CompleteStream();
        else
            FailStream(ErrorFactory.InvalidResponse(Context.Provider, "text follows the [DONE] event of the stream"));
    }

    private static bool IsDoneMarker(ReadOnlySpan<byte> data) => data.Trim(" \t\r\n"u8).SequenceEqual(DoneMarker);

    private static bool EndsWith(ReadOnlySpan<byte> data, char last)
    {
        data = data.TrimEnd(" \t\r\n"u8);
        return !data.IsEmpty && data[data.Length - 1] == last;
    }
}
