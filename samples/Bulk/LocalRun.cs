namespace MiniMaxClient.Samples.Bulk;

/// <summary>Sends the requests of a file and writes the results to another file.</summary>
internal static class LocalRun
{
    /// <summary>Sends the request of each line that has no result yet.</summary>
    /// <returns>The exit code: 0 if every line has a result; otherwise, 1.</returns>
    public static async Task<int> RunAsync(string input, string output, int concurrency, OutputType type, Provider provider)
    {
        IReadOnlyCollection<string> lines = BatchFile.Validate(input);
        using var results = new ResultFile(output);
        using var signals = new ShutdownSignals();
        // The file can also have results of other inputs.
        int completed = lines.Count(results.Contains);
        Console.WriteLine(
            $"{lines.Count} lines, {completed} of them completed; concurrency {concurrency}; provider {provider.Name}.");

        string? stopReason = await ProgressDisplay.ShowAsync(isTotalKnown: true, async display =>
        {
            // The ids of the pending requests by their index in the run.
            var ids = new Dictionary<long, string>();
            // A kill loses the results that are not stored yet, so their number is limited.
            var options = new BulkOptions
            {
                MaxConcurrency = concurrency,
                MaxPendingResults = concurrency,
                TotalCount = lines.Count - completed,
                Progress = display,
            };
            string? problem = null;
            try
            {
                await foreach (LineResult result in type.CompleteManyAsync(
                    provider.Client, Requests().ToAsyncEnumerable(), options, signals.Stopping))
                {
                    string id;
                    lock (ids)
                        ids.Remove(result.Index, out id!);
                    if (AccountError.Describe(result.Error) is { } message)
                    {
                        problem ??= message;
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
                // Reported below.
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

        Console.WriteLine($"{lines.Count(results.Contains)} of {lines.Count} lines have a result in {output}.");
        if (stopReason is null)
            return 0;
        Console.WriteLine($"Stopped early: {stopReason.TrimEnd('.')}. Run the same command again to continue.");
        return 1;
    }
}
