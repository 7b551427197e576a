namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>The response to a call, created before the measurement starts.</summary>
/// <param name="BodyChunks">The bytes of each event, or the body of a non-streaming response.</param>
/// <param name="Chunks">The number of events with text.</param>
/// <param name="Characters">The text in UTF-16 units, tags included: a client that reads another number fails the run.</param>
/// <param name="TagCharacters">The number of these characters in think tags and their line breaks.</param>
internal sealed record PreparedResponse(byte[][] BodyChunks, int Chunks, int Characters, int TagCharacters)
{
    private byte[]? _body;

    /// <summary>All bytes in one array.</summary>
    public byte[] Body => _body ??= BodyChunks.Length == 1 ? BodyChunks[0] : [.. BodyChunks.SelectMany(static chunk => chunk)];

    /// <summary>The media type.</summary>
    public string MediaType => Chunks > 0 ? "text/event-stream" : "application/json";
}
