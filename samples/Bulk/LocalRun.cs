namespace MiniMaxClient.Samples.Bulk;

/// <summary>A file of requests in, a file of results out, on this machine.</summary>
internal static class LocalRun
{
    /// <summary>Asks for every line that has no result yet.</summary>
    /// <returns>The exit code: 0 when every line has its result.</returns>
    public static async Task<int> RunAsync(string input, string output, int concurrency, Provider provider)
    {
        IReadOnlyCollection<string> lines = BatchFile.Validate(input);
        using var results = new ResultFile(output);
        using var signals = new ShutdownSignals();
        // The file may hold results of another input too.
        int before = lines.Count(results.Contains);
        Console.WriteLine($"{lines.Count} lines, {before} of them done; {concurrency} at once, answered by {provider.Name}.");

        string? stop = await ProgressDisplay.ShowAsync(lines.Count - before, async display =>
        {
            // Ids of the requests under way, by their place in the run.
            var ids = new Dictionary<long, string>();
            // An answer that waits to be stored is what a kill would cost: no more of them than calls at once.
            var options = new BulkOptions { MaxConcurrency = concurrency, MaxPendingResults = concurrency, Progress = display };
            string? problem = null;
            try
            {
                await foreach (BulkResult result in provider.Client.CompleteManyAsync(Requests(), options, signals.Stopping))
                {
                    string id;
                    lock (ids)
                        ids.Remove(result.Index, out id!);
                    if (AccountError.Describe(result.Error) is { } found)
                    {
                        problem ??= found;
                        signals.Drain();
                    }
                    else
                    {
                        results.Append(id, ResultLine.FromResult(id, result));
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or MiniMaxBudgetException)
            {
                // Told below.
            }

            return problem ?? (signals.Draining.IsCancellationRequested ? "stopped" : null);

            IEnumerable<ChatCompletionRequest> Requests()
            {
                long index = 0;
                foreach ((_, BatchItem item) in BatchFile.Read(input))
                {
                    if (signals.Draining.IsCancellationRequested)
                        yield break;
                    if (results.Contains(item.CustomId))
                        continue;
                    lock (ids)
                        ids.Add(index++, item.CustomId);
                    yield return item.Request;
                }
            }
        });

        Console.WriteLine($"{lines.Count(results.Contains)} of {lines.Count} lines have their result in {output}.");
        if (stop is null)
            return 0;
        Console.WriteLine($"Ended early: {stop.TrimEnd('.')}. The same command goes on where it was.");
        return 1;
    }
}
