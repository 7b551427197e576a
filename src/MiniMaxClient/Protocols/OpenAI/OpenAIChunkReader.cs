using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Reads the chunks of a streamed chat completions response.</summary>
/// <remarks>An event may lack <c>choices</c> and a name: its content determines whether it is an error.</remarks>
internal sealed class OpenAIChunkReader(ResponseContext context) : ChunkReader(context)
{
    private readonly ChunkTemplate _chunkTemplate = new();

    protected override int ReadJsonValue(ReadOnlySpan<byte> data, string eventType, bool isComplete)
    {
        if (eventType != "error" && _chunkTemplate.TryMatch(data) is { } next)
        {
            AddChunk(next);
            return data.Length;
        }

        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        ChatCompletionChunk? chunk = ChatCompletionChunk.Read(ref json);
        if (chunk is null)
            return ReadNonObjectValue(json, data);
        int length = (int)json.BytesConsumed;

        // Data without choices may be an error whose event name is on the next line.
        if (!isComplete && chunk.Choices.Count == 0)
            return 0;
        bool isError = eventType == "error" || ErrorReader.IsError(chunk);
        if (ErrorReader.FindError(ResponsePartKind.Event, data.Slice(0, length), isError, Context, eventType) is { } error)
            FailAfterChunk(error, chunk);
        else
            ProcessChunk(data.Slice(0, length), chunk);
        return length;
    }

    /// <summary>Ends the stream with the error of a chunk, after the content of the chunk.</summary>
    private void FailAfterChunk(MiniMaxException error, ChatCompletionChunk chunk)
    {
        if (chunk.HasContent)
            AddChunk(chunk);
        else if (chunk is { Usage: not null } or { Meta: not null })
            error.BilledCompletion = new() { Usage = chunk.Usage, Meta = chunk.Meta };
        FailStream(error);
    }

    private void ProcessChunk(ReadOnlySpan<byte> data, ChatCompletionChunk chunk)
    {
        chunk = ChoiceUsageReader.ApplyChoiceUsage(chunk, Context.ReaderOptions);
        _chunkTemplate.Capture(data, chunk, Context.ReaderOptions);
        AddChunk(chunk);
    }
}
