namespace MiniMaxClient.Tests.Support;

/// <summary>A stream that hands out its pieces one by one: a read never gives more than what is left of one piece.</summary>
/// <param name="chunks">The pieces; enumerated as they are read, so that they may be endless.</param>
/// <param name="failure">What the read after the last piece throws; null for an orderly end.</param>
/// <param name="shouldYield">Whether each read completes later rather than at once.</param>
internal sealed class ChunkedStream(IEnumerable<ReadOnlyMemory<byte>> chunks, Exception? failure = null, bool shouldYield = false)
    : ReadOnlyStream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks = chunks.GetEnumerator();
    private ReadOnlyMemory<byte> _chunk;

    /// <summary>The bytes that were handed out.</summary>
    public long BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (shouldYield)
            await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        while (_chunk.IsEmpty)
        {
            if (!_chunks.MoveNext())
                return failure is null ? 0 : throw failure;
            _chunk = _chunks.Current;
        }

        int count = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        BytesRead += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _chunks.Dispose();
        base.Dispose(disposing);
    }
}
