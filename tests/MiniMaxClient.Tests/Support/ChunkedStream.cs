namespace MiniMaxClient.Tests.Support;

/// <summary>A stream that returns its chunks one by one: a read never returns more than the remainder of one chunk.</summary>
/// <param name="chunks">The chunks; enumerated lazily, so that they can be infinite.</param>
/// <param name="failure">The exception of the read after the last chunk; null for the end of the stream.</param>
/// <param name="shouldYield">Whether each read completes asynchronously.</param>
internal sealed class ChunkedStream(IEnumerable<ReadOnlyMemory<byte>> chunks, Exception? failure = null, bool shouldYield = false)
    : ReadOnlyStream
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks = chunks.GetEnumerator();
    private ReadOnlyMemory<byte> _chunk;

    /// <summary>Gets the number of bytes that were read.</summary>
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
