namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>What the server says to a call, made before the clock starts.</summary>
/// <param name="BodyChunks">The bytes, an event each, or the whole body of a plain answer.</param>
/// <param name="Chunks">How many of the events carry text.</param>
/// <param name="Characters">The text in UTF-16 units, tags included: a client that reads another number fails the run.</param>
/// <param name="TagCharacters">How many of them the think tags and their line breaks take.</param>
internal sealed record PreparedResponse(byte[][] BodyChunks, int Chunks, int Characters, int TagCharacters)
{
    private byte[]? _body;

    /// <summary>All bytes in one array.</summary>
    public byte[] Body => _body ??= BodyChunks.Length == 1 ? BodyChunks[0] : [.. BodyChunks.SelectMany(static piece => piece)];

    /// <summary>The media type.</summary>
    public string MediaType => Chunks > 0 ? "text/event-stream" : "application/json";
}
