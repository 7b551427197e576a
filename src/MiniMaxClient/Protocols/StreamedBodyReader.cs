using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a streamed response from a buffered body: some hosts stream the response to a non-streaming call.</summary>
internal static class StreamedBodyReader
{
    /// <summary>Determines whether a body begins with an SSE field or comment.</summary>
    public static bool IsEventStream(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        body = body.TrimStart(" \t\r\n"u8);
        return body.StartsWith("data:"u8) || body.StartsWith("event:"u8) || body.StartsWith(":"u8)
            || body.StartsWith("id:"u8) || body.StartsWith("retry:"u8);
    }

    /// <summary>Determines whether a body starts with a JSON object that is a chunk or is followed by an SSE event.</summary>
    public static bool IsChunkSequence(ReadOnlySpan<byte> body, JsonReaderOptions options)
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        try
        {
            var json = new Utf8JsonReader(body, isFinalBlock: true, new JsonReaderState(options));
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return false;
            Utf8JsonReader first = json;
            json.Skip();
            ReadOnlySpan<byte> remaining = body.Slice((int)json.BytesConsumed).TrimStart(" \t\r\n"u8);
            return remaining.StartsWith("data:"u8)
                || ((remaining.IsEmpty || remaining.StartsWith("{"u8)) && ChatCompletionChunk.Read(ref first) is { } chunk
                    && chunk.Choices.Any(static choice =>
                        choice.Delta is not null && !choice.AdditionalProperties.ContainsKey("message")));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Assembles the chunks of a body.</summary>
    /// <exception cref="MiniMaxException">
    /// The body contains an error, or is incomplete; <see cref="MiniMaxException.Partial"/> has the content that arrived.
    /// </exception>
    public static ChatCompletion Read(ReadOnlySpan<byte> body, ChunkReader reader)
    {
        var builder = new ChatCompletionBuilder();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            reader.ReadChunksAsync(new MemoryStream(body.ToArray()), CancellationToken.None)
                .GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (WaitForResult(chunks.MoveNextAsync()))
                builder.Add(chunks.Current);
        }
        catch (MiniMaxException e) when (builder.Build() is { Choices.Count: > 0 } partial)
        {
            e.SetPartial(partial);
            throw;
        }
        finally
        {
            chunks.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return builder.Build();
    }

    // A stream in memory completes synchronously.
    private static bool WaitForResult(ValueTask<bool> pendingMove) => pendingMove.AsTask().GetAwaiter().GetResult();
}
