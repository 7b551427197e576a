namespace MiniMaxClient.Tests.Support;

/// <summary>One way in which a stream arrives.</summary>
internal sealed record Delivery(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Pieces)
{
    public bool Yields { get; init; }

    /// <summary>The stream, ending in good order or with a failure of the connection.</summary>
    public ChunkedStream Open(Exception? failure = null) => new(Pieces, failure, Yields);

    public override string ToString() => Name;
}
