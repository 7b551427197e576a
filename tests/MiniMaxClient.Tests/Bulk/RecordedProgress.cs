using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Records the progress reports of a run.</summary>
internal sealed class RecordedProgress : IProgress<BulkProgress>
{
    private readonly ConcurrentQueue<BulkProgress> _all = new();
    private readonly Channel<BulkProgress> _unread = Channel.CreateUnbounded<BulkProgress>();

    public IEnumerable<BulkProgress> All => _all;

    public BulkProgress Last => _all.Last();

    public void Report(BulkProgress value)
    {
        _all.Enqueue(value);
        _unread.Writer.TryWrite(value);
    }

    /// <summary>Waits for a matching report that no earlier call has read.</summary>
    public async Task WaitForAsync(Func<BulkProgress, bool> isMatch, CancellationToken cancellationToken)
    {
        while (!isMatch(await _unread.Reader.ReadAsync(cancellationToken)))
        {
            // Reports that do not match are skipped.
        }
    }
}
