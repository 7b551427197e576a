using System.Threading.Channels;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Calls that the test completes.</summary>
internal sealed class PendingCalls
{
    private readonly object _lock = new();
    private readonly List<(int Number, TaskCompletionSource<ChatCompletion> Source)> _open = [];
    private readonly Channel<int> _arrivals = Channel.CreateUnbounded<int>();

    /// <summary>Gets the numbers of the calls that failed.</summary>
    public HashSet<int> Failed { get; } = [];

    public async Task<ChatCompletion> WaitForCompletionAsync(int number, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource<ChatCompletion>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _open.Add((number, source));
        _arrivals.Writer.TryWrite(number);
        return await source.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for a number of further calls; returns the number of running calls.</summary>
    public async Task<int> WaitForCallsAsync(int calls, CancellationToken cancellationToken)
    {
        for (int i = 0; i < calls; i++)
            await _arrivals.Reader.ReadAsync(cancellationToken);
        lock (_lock)
            return _open.Count;
    }

    /// <summary>Completes one of the running calls; returns its number.</summary>
    public int CompleteCall(int index, Exception? failure = null)
    {
        (int Number, TaskCompletionSource<ChatCompletion> Source) call;
        lock (_lock)
        {
            call = _open[index];
            _open.RemoveAt(index);
            if (failure is not null)
                Failed.Add(call.Number);
        }

        if (failure is not null)
            call.Source.SetException(failure);
        else
            call.Source.SetResult(StubClient.CreateCompletion(call.Number));
        return call.Number;
    }
}
