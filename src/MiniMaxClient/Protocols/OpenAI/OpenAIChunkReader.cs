using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniMaxClient.Errors;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the chunks of a streamed chat completions answer.</summary>
/// <remarks>
/// Beyond the specification of Server-Sent Events it takes what providers send: events without a blank line between them
/// (ModelsLab's page), a last event that nothing ends, <c>[DONE]</c> or none, chunks without choices. A stream is whole when a
/// finish reason or <c>[DONE]</c> has come; one that ends before is interrupted.
/// </remarks>
internal sealed class OpenAIChunkReader(ProtocolContext context, int maxEventBytes)
{
    private readonly List<ChatCompletionChunk> _chunks = [];
    private readonly ChunkThinking _thinking = new();
    private MiniMaxException? _failure;
    private bool _isFinished;
    private bool _isDone;

    /// <exception cref="MiniMaxException">While enumerating: an error in the stream, or a stream that breaks off.</exception>
    public async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var events = new SseReader(stream, maxEventBytes, offerFirstLine: true);
        while (!_isDone && await MoveAsync(events, cancellationToken).ConfigureAwait(false))
        {
            foreach (ChatCompletionChunk chunk in _chunks)
            {
                _isFinished |= chunk.Choices.Any(static choice => choice.FinishReason is { Value.Length: > 0 });
                yield return _thinking.Split(chunk);
            }

            _chunks.Clear();
            if (_failure is not null)
                throw _failure;
        }

        if (!_isDone && !_isFinished)
            throw Interrupted(null);
    }

    private async ValueTask<bool> MoveAsync(SseReader events, CancellationToken cancellationToken)
    {
        SseRead read;
        try
        {
            read = await events.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw ErrorFactory.InvalidResponse(context.Provider, e.Message, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Some servers close without ending the body once the answer is whole.
            if (_isFinished)
                return false;
            throw Interrupted(e);
        }

        switch (read)
        {
            case SseRead.FirstLine:
                // What is a whole JSON value after one line is taken at once: the blank line may never come. The end mark is
                // not: a second line of the same event would show that it is none.
                if (MayBeWhole(events.Data) && !events.Data.StartsWith("[DONE]"u8) && TryParse(events, isWhole: false))
                    events.Consume();
                return true;
            case SseRead.Event:
                TryParse(events, isWhole: true);
                return true;
            case SseRead.UnfinishedEvent:
                // A last event that nothing ends is taken if it is whole; else it is the place where the stream broke off.
                return MayBeWhole(events.Data) && TryParse(events, isWhole: false);
            default:
                return false;
        }
    }

    private bool TryParse(SseReader events, bool isWhole)
    {
        ReadOnlySpan<byte> data = events.Data;
        bool isError = events.EventType == "error";
        try
        {
            while (!(data = data.TrimStart(" \t\r\n"u8)).IsEmpty && !_isDone && _failure is null)
            {
                if (data.StartsWith("[DONE]"u8))
                    ReadDone(data);
                else
                    data = data.Slice(ReadChunk(data, isError));
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The event is not repeated, nor is the reader's message: either may hold what nobody should see.
            _chunks.Clear();
            if (isWhole)
                _failure = ErrorFactory.InvalidResponse(context.Provider, "an event of the stream is not JSON");

            return false;
        }
    }

    private void ReadDone(ReadOnlySpan<byte> data)
    {
        if (!data.Slice("[DONE]"u8.Length).Trim(" \t\r\n"u8).IsEmpty)
            _failure = ErrorFactory.InvalidResponse(context.Provider, "the end mark of the stream has text behind it");
        _isDone = true;
    }

    private int ReadChunk(ReadOnlySpan<byte> data, bool isError)
    {
        var json = new Utf8JsonReader(data, WireFormat.ReaderOptions);
        json.Read();
        ChatCompletionChunk? chunk = ChatCompletionChunk.Read(ref json);
        int length = (int)json.BytesConsumed;
        if (chunk is null)
            _failure = ErrorFactory.InvalidResponse(context.Provider, "an event of the stream is JSON, but not an object");
        else if (isError || OpenAIErrorReader.IsError(chunk.BaseResp, chunk.AdditionalProperties))
            _failure = OpenAIErrorReader.ReadEvent(data.Slice(0, length), context);
        else
            _chunks.Add(chunk);
        return length;
    }

    private MiniMaxStreamInterruptedException Interrupted(Exception? cause) =>
        new($"{context.Provider} ended the stream before the answer was whole.", cause)
        {
            Provider = context.Provider, StatusCode = context.Status,
        };

    private static bool MayBeWhole(ReadOnlySpan<byte> data)
    {
        data = data.TrimEnd(" \t\r\n"u8);
        return !data.IsEmpty && data[data.Length - 1] is (byte)'}' or (byte)']';
    }
}
