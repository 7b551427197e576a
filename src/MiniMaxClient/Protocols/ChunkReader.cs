using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a streamed answer as chunks; a protocol says what its events mean.</summary>
/// <remarks>
/// Beyond the specification of Server-Sent Events it takes what providers send: events without a blank line between them
/// (ModelsLab's page), a last event that nothing ends, <c>[DONE]</c> or none. A stream is whole when its end mark has come, or a
/// finish reason for each choice; one that ends before is interrupted. One stream, one reader.
/// </remarks>
internal abstract partial class ChunkReader(ResponseContext context)
{
    private readonly ChoiceStreamState _choiceStreamState = new(context);
    private ChatCompletionChunk? _nextChunk;
    private Queue<ChatCompletionChunk>? _queuedChunks;
    private MiniMaxException? _failure;
    private bool _isStreamComplete;

    protected ResponseContext Context { get; } = context;

    private static ReadOnlySpan<byte> DoneMarker => "[DONE]"u8;

    /// <summary>Reads the JSON value that the data begin with.</summary>
    /// <param name="data">The data of an event, or of its first line.</param>
    /// <param name="eventType">The type of the event; after its first line it may still be to come.</param>
    /// <param name="isComplete">Whether the event is whole.</param>
    /// <returns>The value's length in bytes; 0, with nothing done, to see the whole event first.</returns>
    /// <exception cref="JsonException">The value is not whole, or not JSON.</exception>
    protected abstract int ReadJsonValue(ReadOnlySpan<byte> data, string eventType, bool isComplete);

    /// <summary>Hands a chunk over.</summary>
    protected void AddChunk(ChatCompletionChunk chunk)
    {
        // An event has one chunk most times.
        if (_nextChunk is null)
            _nextChunk = chunk;
        else
            (_queuedChunks ??= new()).Enqueue(chunk);
    }

    /// <summary>Ends the stream with an exception, after the chunks before it.</summary>
    protected void FailStream(MiniMaxException failure) => _failure = failure;

    /// <summary>Ends the stream: what follows is ignored.</summary>
    protected void CompleteStream() => _isStreamComplete = true;

    /// <summary>Takes a failure to read for what it means; false to let it pass.</summary>
    private bool TryHandleReadException(Exception exception)
    {
        switch (exception)
        {
            // Too long an event, or bytes that do not decompress.
            case InvalidDataException or InvalidOperationException:
                FailStream(ErrorFactory.InvalidResponse(Context.Provider, exception.Message, exception));
                return true;
            case IOException or HttpRequestException:
                // Some servers close without ending the body once the answer is whole.
                if (_choiceStreamState.IsReliablyFinished || IsDoneMarker(_sseReader.Data))
                    CompleteStream();
                else
                    FailStream(ErrorFactory.StreamInterrupted(Context.Provider, Context.StatusCode, exception));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes what was read; false at the end.</summary>
    private bool TryProcessReadResult(SseReadResult result)
    {
        switch (result)
        {
            case SseReadResult.FirstDataLine:
                // What is a whole JSON value after one line is taken at once: the blank line may never come.
                if (EndsWith(_sseReader.Data, '}') && TryReadData(_sseReader.Data, isComplete: false))
                    _sseReader.ConsumeData();
                return true;
            case SseReadResult.Event:
                ReadEvent();
                return true;
            case SseReadResult.UnfinishedEvent:
                // A last event that nothing ends is read if it is whole; else the stream broke off in it.
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
                // Broken JSON is not repeated: it may be a part of the conversation.
                PlainTextEvent.IsPlainText(data) ? data : default,
                Context.Secrets));
    }

    /// <summary>Reads a value that is no object: null is skipped, a string is words, an array may have an error in it.</summary>
    /// <returns>The number of bytes that are read.</returns>
    protected int ReadNonObjectValue(Utf8JsonReader json, ReadOnlySpan<byte> data)
    {
        int length = (int)json.BytesConsumed;
        bool isWords = json.TokenType is JsonTokenType.String or JsonTokenType.Null;
        byte[] words = json.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(JsonText.ReadString(ref json)) : [];
        bool isKeepAlive = isWords && PlainTextEvent.IsKeepAlive(_sseReader.EventType, words);
        bool isError = isWords && PlainTextEvent.IsError(_sseReader.EventType, words);
        MiniMaxException? error = isWords
            ? FindTextError(words, isError)
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

    /// <summary>Reads every value of the data, with null for bare NaN and Infinity; false when one is not whole JSON.</summary>
    private bool TryReadData(ReadOnlySpan<byte> data, bool isComplete) =>
        TryReadJsonValues(data, isComplete)
        || (NonFiniteNumbers.ReplaceWithNull(data) is { } repaired && TryReadJsonValues(repaired, isComplete));

    /// <summary>Reads every value of the data; false, and nothing is read, when one is not whole JSON.</summary>
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
                    // What stood before it is read again with the whole event.
                    ClearChunks();
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Neither the event nor the reader's message is repeated: they may hold what nobody should see.
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
