namespace MiniMaxClient.Tests.Support;

/// <summary>Represents the split of a stream into the chunks in which it arrives.</summary>
internal sealed record Delivery(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Pieces)
{
    public bool Yields { get; init; }

    /// <summary>Opens the stream, which ends normally or with an exception.</summary>
    public ChunkedStream Open(Exception? failure = null) => new(Pieces, failure, Yields);

    public override string ToString() => Name;
}
