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
internal abstract partial class ChunkReader(ProtocolContext context)
{
    private readonly StreamedChoices _choices = new(context);
    private ChatCompletionChunk? _next;
    private Queue<ChatCompletionChunk>? _afterNext;
    private MiniMaxException? _failure;
    private bool _isDone;

    protected ProtocolContext Context { get; } = context;

    private static ReadOnlySpan<byte> EndMark => "[DONE]"u8;

    /// <summary>Reads the JSON value that the data begin with.</summary>
    /// <param name="data">The data of an event, or of its first line.</param>
    /// <param name="eventType">The type of the event; after its first line it may still be to come.</param>
    /// <param name="isWhole">Whether the event is whole.</param>
    /// <returns>The value's length in bytes; 0, with nothing done, to see the whole event first.</returns>
    /// <exception cref="JsonException">The value is not whole, or not JSON.</exception>
    protected abstract int ReadValue(ReadOnlySpan<byte> data, string eventType, bool isWhole);

    /// <summary>Hands a chunk over.</summary>
    protected void Add(ChatCompletionChunk chunk)
    {
        // An event has one chunk most times.
        if (_next is null)
            _next = chunk;
        else
            (_afterNext ??= new()).Enqueue(chunk);
    }

    /// <summary>Ends the stream with an exception, after the chunks before it.</summary>
    protected void Fail(MiniMaxException failure) => _failure = failure;

    /// <summary>Ends the stream: what follows is ignored.</summary>
    protected void End() => _isDone = true;

    /// <summary>Takes a failure to read for what it means; false to let it pass.</summary>
    private bool TryTake(Exception cause)
    {
        switch (cause)
        {
            // Too long an event, or bytes that do not decompress.
            case InvalidDataException or InvalidOperationException:
                Fail(ErrorFactory.InvalidResponse(Context.Provider, cause.Message, cause));
                return true;
            case IOException or HttpRequestException:
                // Some servers close without ending the body once the answer is whole.
                if (_choices.AreFinal || IsDone(_events.Data))
                    End();
                else
                    Fail(ErrorFactory.Interrupted(Context.Provider, Context.Status, cause));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes what was read; false at the end.</summary>
    private bool Take(SseRead read)
    {
        switch (read)
        {
            case SseRead.FirstLine:
                // What is a whole JSON value after one line is taken at once: the blank line may never come.
                if (EndsWith(_events.Data, '}') && TryRead(_events.Data, isWhole: false))
                    _events.Consume();
                return true;
            case SseRead.Event:
                ReadEvent();
                return true;
            case SseRead.UnfinishedEvent:
                // A last event that nothing ends is read if it is whole; else the stream broke off in it.
                if ((EndsWith(_events.Data, '}') || EndsWith(_events.Data, ']')) && TryRead(_events.Data, isWhole: true))
                    return true;
                if (FindError(_events.Data, PlainTextEvent.IsError(_events.EventType, _events.Data)) is { } error)
                    Fail(error);
                return false;
            default:
                return false;
        }
    }

    private void ReadEvent()
    {
        ReadOnlySpan<byte> data = _events.Data;
        bool isEmptyError = data.IsEmpty && PlainTextEvent.IsError(_events.EventType, data);
        if (!isEmptyError && TryRead(data, isWhole: true))
            return;
        bool isKeepAlive = !isEmptyError && PlainTextEvent.IsKeepAlive(_events.EventType, data);
        bool isError = !isKeepAlive && PlainTextEvent.IsError(_events.EventType, data);
        MiniMaxException? error = data.IsEmpty && !isError ? null : FindError(data, isError);
        if (error is null && isKeepAlive)
            return;
        Fail(error ?? ErrorFactory.InvalidBody(
                Context.Provider,
                $"an event of the stream is not JSON, or it nests deeper than {Context.MaxDepth} levels",
                // Broken JSON is not repeated: it may be a part of the conversation.
                PlainTextEvent.IsWords(data) ? data : default,
                Context.Secrets));
    }

    /// <summary>Reads a value that is no object: null is skipped, a string is words, an array may have an error in it.</summary>
    /// <returns>The number of bytes that are read.</returns>
    protected int ReadOther(Utf8JsonReader json, ReadOnlySpan<byte> data)
    {
        int length = (int)json.BytesConsumed;
        bool isWords = json.TokenType is JsonTokenType.String or JsonTokenType.Null;
        byte[] words = json.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(JsonText.Read(ref json)) : [];
        bool isKeepAlive = isWords && PlainTextEvent.IsKeepAlive(_events.EventType, words);
        bool isError = isWords && PlainTextEvent.IsError(_events.EventType, words);
        MiniMaxException? error = isWords
            ? FindError(words, isError)
            : ErrorReader.Find(PartKind.Event, data, ErrorReader.IsErrorArray(data), Context, _events.EventType);
        if (error is null && isKeepAlive)
            return length;
        Fail(error ?? ErrorFactory.InvalidBody(
            Context.Provider, "an event of the stream is JSON, but not an object", data, Context.Secrets));
        return data.Length;
    }

    /// <summary>Finds the error in text outside of JSON.</summary>
    private MiniMaxException? FindError(ReadOnlySpan<byte> text, bool isError) =>
        ErrorReader.Find(PartKind.Text, text, isError, Context, _events.EventType);

    /// <summary>Reads every value of the data, with null for bare NaN and Infinity; false when one is not whole JSON.</summary>
    private bool TryRead(ReadOnlySpan<byte> data, bool isWhole) =>
        TryReadValues(data, isWhole)
        || (NonFiniteNumbers.ReplaceWithNull(data) is { } repaired && TryReadValues(repaired, isWhole));

    /// <summary>Reads every value of the data; false, and nothing is read, when one is not whole JSON.</summary>
    private bool TryReadValues(ReadOnlySpan<byte> data, bool isWhole)
    {
        try
        {
            while (!(data = data.TrimStart(" \t\r\n"u8)).IsEmpty && !_isDone && _failure is null)
            {
                if (data.StartsWith(EndMark))
                    TakeEndMark(data);
                else if (ReadValue(data, _events.EventType, isWhole) is var length and > 0)
                    data = data.Slice(length);
                else
                {
                    // What stood before it is read again with the whole event.
                    ForgetChunks();
                    return false;
                }
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Neither the event nor the reader's message is repeated: they may hold what nobody should see.
            ForgetChunks();
            return false;
        }
    }

    private ChatCompletionChunk? TakeChunk()
    {
        ChatCompletionChunk? chunk = _next;
        _next = _afterNext is { Count: > 0 } ? _afterNext.Dequeue() : null;
        return chunk;
    }

    private void ForgetChunks()
    {
        _next = null;
        _afterNext?.Clear();
    }

    private void TakeEndMark(ReadOnlySpan<byte> data)
    {
        if (IsDone(data))
            End();
        else
            Fail(ErrorFactory.InvalidResponse(Context.Provider, "text follows the [DONE] event of the stream"));
    }

    private static bool IsDone(ReadOnlySpan<byte> data) => data.Trim(" \t\r\n"u8).SequenceEqual(EndMark);

    private static bool EndsWith(ReadOnlySpan<byte> data, char last)
    {
        data = data.TrimEnd(" \t\r\n"u8);
        return !data.IsEmpty && data[data.Length - 1] == last;
    }
}
