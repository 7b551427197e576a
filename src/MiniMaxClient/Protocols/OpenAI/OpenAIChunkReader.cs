using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the chunks of a streamed chat completions answer.</summary>
/// <remarks>An event may lack <c>choices</c>, and need not be named: an error is known by what it says.</remarks>
internal sealed class OpenAIChunkReader(ProtocolContext context) : ChunkReader(context)
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
        if (chunk is null)
            return ReadOther(json, data);
        int length = (int)json.BytesConsumed;

        // What has no choices may be an error whose event is only named on the next line.
        if (!isWhole && chunk.Choices.Count == 0)
            return 0;
        bool isError = eventType == "error" || ErrorReader.IsError(chunk);
        if (ErrorReader.Find(PartKind.Event, data.Slice(0, length), isError, Context, eventType) is { } error)
            FailWith(error, chunk);
        else
            Take(data.Slice(0, length), chunk);
        return length;
    }

    /// <summary>Ends the stream with the error of a chunk, after what the chunk adds to the answer.</summary>
    private void FailWith(MiniMaxException error, ChatCompletionChunk chunk)
    {
        if (chunk.HasContent)
            Add(chunk);
        else if (chunk is { Usage: not null } or { Meta: not null })
            error.Billed = new() { Usage = chunk.Usage, Meta = chunk.Meta };
        Fail(error);
    }

    private void Take(ReadOnlySpan<byte> data, ChatCompletionChunk chunk)
    {
        chunk = UsageInChoices.Apply(chunk, Context.ReaderOptions);
        _recurring.Learn(data, chunk, Context.ReaderOptions);
        Add(chunk);
    }
}
