using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Sends the requests of the queue, and stores each result before it acknowledges the request.</summary>
internal sealed class Worker(Broker broker, Provider provider, int concurrency, OutputType type, WorkerFiles files)
    : IDisposable
{
    private readonly ResultFile _results = new(files.Results);
    private readonly ShutdownSignals _signals = new();

    // The pending requests by custom_id, which is also the lock, and their custom_ids by the index in the run.
    private readonly Dictionary<string, Delivery> _pendingDeliveries = [];
    private readonly Dictionary<long, string> _customIdsByNumber = [];

    /// <summary>Processes requests until a signal or an account error stops the worker.</summary>
    /// <returns>The exit code: 0 after a signal, 1 after an account error.</returns>
    public async Task<int> RunAsync()
    {
        Console.WriteLine(
            $"Queue {broker.Queue}; concurrency {concurrency}; provider {provider.Name}. Press Ctrl+C to stop.");
        string? problem = await ProgressDisplay.ShowAsync(isTotalKnown: false, async display =>
        {
            var options = new BulkOptions { MaxConcurrency = concurrency, MaxPendingResults = concurrency, Progress = display };
            string? problem = null;
            using var monitoring = new CancellationTokenSource();
            Task monitor = new QueueMonitor(broker, display).RunAsync(monitoring.Token);
            try
            {
                await foreach (LineResult result in
                    type.CompleteManyAsync(provider.Client, ReadRequestsAsync(_signals.Draining), options, _signals.Stopping))
                {
                    if (AccountError.Describe(result.Error) is { } message)
                    {
                        problem ??= message;
                        _signals.Drain();
                    }

                    await FinishDeliveryAsync(result);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or MiniMaxBudgetException)
            {
                // The broker requeues the pending requests when the connection closes.
            }
            finally
            {
                await monitoring.CancelAsync();
                await monitor;
            }

            return problem;
        });
        Console.WriteLine($"{_results.Count} results are in {files.Results}.");
        if (problem is not null)
            Console.WriteLine($"Stopped early: {problem}");
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
                // A duplicate of a pending request is not sent again; the later delivery is acknowledged with the result.
                await earlier.AckAsync();
        }
    }

    /// <summary>Stores a result and acknowledges the request, or requeues it.</summary>
    private async Task FinishDeliveryAsync(LineResult result)
    {
        Delivery? delivery;
        // Requests that can succeed on another worker or later are requeued; the broker enforces the delivery limit.
        bool isAccountError = AccountError.Describe(result.Error) is not null;
        bool shouldRequeue = isAccountError || result.Error is { IsTransient: true };
        lock (_pendingDeliveries)
        {
            _customIdsByNumber.Remove(result.Index, out string? id);
            if (shouldRequeue)
                files.RecordFailure(id!, result);
            else
                _results.Append(id!, ResultLine.FromResult(id!, result));
            _pendingDeliveries.Remove(id!, out delivery);
        }

        if (!shouldRequeue)
            await delivery!.AckAsync();
        else if (!isAccountError)
            await delivery!.RequeueAsync();
        // After an account error the broker requeues the request when the connection closes; before, this worker would get it.
    }
}
