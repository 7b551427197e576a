using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the chunks of a streamed chat completions answer.</summary>
/// <remarks>An event may lack <c>choices</c>, and need not be named: an error is known by what it says.</remarks>
internal sealed class OpenAIChunkReader(ProtocolContext context, int maxEventBytes) : ChunkReader(context, maxEventBytes)
{
    private readonly RecurringChunk _recurring = new();

    protected override int ReadValue(ReadOnlySpan<byte> data, string eventType, bool isWhole)
    {
        if (eventType != "error" && _recurring.TryRead(data) is { } next)
        {
            Add(next);
            return data.Length;
        }

        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        ChatCompletionChunk? chunk = ChatCompletionChunk.Read(ref json);
        int length = (int)json.BytesConsumed;

        // What has no choices may be an error whose event is only named on the next line.
        if (!isWhole && chunk?.Choices.Count == 0)
            return 0;
        if (chunk is null)
            Fail(ErrorFactory.InvalidResponse(Context.Provider, "an event of the stream is JSON, but not an object"));
        else if (eventType == "error" || ErrorReader.IsError(chunk))
            Fail(ErrorReader.ReadEvent(data.Slice(0, length), Context));
        else
            Take(data.Slice(0, length), chunk);
        return length;
    }

    private void Take(ReadOnlySpan<byte> data, ChatCompletionChunk chunk)
    {
        _recurring.Learn(data, chunk, Context.ReaderOptions);
        Add(chunk);
    }
}
