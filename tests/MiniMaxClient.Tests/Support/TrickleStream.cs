namespace MiniMaxClient.Tests.Support;

/// <summary>A stream that hands out its pieces one by one: a read never gives more than what is left of one piece.</summary>
/// <param name="pieces">The pieces; enumerated as they are read, so that they may be endless.</param>
/// <param name="failure">What the read after the last piece throws; null for an orderly end.</param>
/// <param name="yields">Whether each read completes later rather than at once.</param>
internal sealed class TrickleStream(IEnumerable<ReadOnlyMemory<byte>> pieces, Exception? failure = null, bool yields = false)
    : ReadOnlyStream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _pieces = pieces.GetEnumerator();
    private ReadOnlyMemory<byte> _piece;

    /// <summary>The bytes that were handed out.</summary>
    public long BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (yields)
            await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        while (_piece.IsEmpty)
        {
            if (!_pieces.MoveNext())
                return failure is null ? 0 : throw failure;
            _piece = _pieces.Current;
        }

        int count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        BytesRead += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _pieces.Dispose();
        base.Dispose(disposing);
    }
}
