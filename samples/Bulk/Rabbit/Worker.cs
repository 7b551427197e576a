using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Asks the requests of the queue, and stores each result before it says so to the broker.</summary>
internal sealed class Worker(Broker broker, Provider provider, int concurrency, WorkerFiles files) : IDisposable
{
    private readonly ResultFile _results = new(files.Results);
    private readonly ShutdownSignals _signals = new();

    // What is under way here, by custom_id, and that by its place in the run. Also the lock between what comes and what is done.
    private readonly Dictionary<string, Delivery> _pendingDeliveries = [];
    private readonly Dictionary<long, string> _customIdsByNumber = [];

    /// <summary>Works until a signal ends it.</summary>
    /// <returns>The exit code: 0 after a signal, 1 when the account ended it.</returns>
    public async Task<int> RunAsync()
    {
        Console.WriteLine($"{concurrency} at once from the queue {broker.Queue}, answered by {provider.Name}; Ctrl-C ends it.");
        string? problem = await ProgressDisplay.ShowAsync(total: null, async display =>
        {
            var options = new BulkOptions { MaxConcurrency = concurrency, MaxPendingResults = concurrency, Progress = display };
            string? problem = null;
            try
            {
                await foreach (BulkResult result in
                    provider.Client.CompleteManyAsync(ReadRequestsAsync(_signals.Draining), options, _signals.Stopping))
                {
                    if (AccountError.Describe(result.Error) is { } found)
                    {
                        problem ??= found;
                        _signals.Drain();
                    }

                    await FinishDeliveryAsync(result);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or MiniMaxBudgetException)
            {
                // What is not done goes back to the queue with the connection.
            }

            return problem;
        });
        Console.WriteLine($"{_results.Count} results are in {files.Results}.");
        if (problem is not null)
            Console.WriteLine($"Ended early: {problem}");
        return problem is null ? 0 : 1;
    }

    public void Dispose()
    {
        _signals.Dispose();
        _results.Dispose();
    }

    private async IAsyncEnumerable<ChatCompletionRequest> ReadRequestsAsync(
        CancellationToken draining, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(draining, cancellationToken);
        long index = 0;
        await foreach (Delivery delivery in new DeliveryQueue(broker, concurrency).ReadAsync(either.Token))
        {
            bool isDone;
            Delivery? earlier;
            lock (_pendingDeliveries)
            {
                isDone = _results.Contains(delivery.Item.CustomId);
                _pendingDeliveries.TryGetValue(delivery.Item.CustomId, out earlier);
                if (!isDone)
                    _pendingDeliveries[delivery.Item.CustomId] = delivery;
                if (!isDone && earlier is null)
                    _customIdsByNumber.Add(index++, delivery.Item.CustomId);
            }

            if (isDone)
                await delivery.AckAsync();
            else if (earlier is null)
                yield return delivery.Item.Request;
            else
                // It came again, or was queued twice, and is not asked twice: the later delivery is the one to answer.
                await earlier.AckAsync();
        }
    }

    /// <summary>Stores a result and tells the broker, or gives the request back.</summary>
    private async Task FinishDeliveryAsync(BulkResult result)
    {
        Delivery? delivery;
        // What may succeed elsewhere or later goes back; the broker counts, and gives it up after so many times.
        bool isAccounts = AccountError.Describe(result.Error) is not null;
        bool goesBack = isAccounts || result.Error is { IsTransient: true };
        lock (_pendingDeliveries)
        {
            _customIdsByNumber.Remove(result.Index, out string? id);
            if (goesBack)
                files.RecordFailure(id!, result);
            else
                _results.Append(id!, ResultLine.FromResult(id!, result));
            _pendingDeliveries.Remove(id!, out delivery);
        }

        if (!goesBack)
            await delivery!.AckAsync();
        else if (!isAccounts)
            await delivery!.ReturnAsync();
        // Otherwise this worker ends, and would be the one to get it again: it goes back with the connection.
    }
}
