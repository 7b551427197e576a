using System.Text;
using RabbitMQ.Client;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Merges the results of the workers and of the dead-lettered requests into one file without duplicates.</summary>
internal static class Collect
{
    /// <summary>Merges the results. Results that the output already has are kept, so that the command can be repeated.</summary>
    /// <param name="output">The file of all results.</param>
    /// <param name="folder">The folder with the files of the workers.</param>
    /// <param name="broker">The broker with the dead-lettered requests; null to ignore them.</param>
    /// <returns>The exit code: 0.</returns>
    public static async Task<int> RunAsync(string output, string folder, Broker? broker)
    {
        using var signals = new ShutdownSignals();
        using var results = new ResultFile(output);
        int duplicates = 0;
        string[] paths = [.. WorkerFiles.FindAllResults(folder)];
        await ProgressDisplay.ShowStepsAsync("files of workers read", paths.Length, addSteps =>
        {
            foreach (string path in paths)
            {
                duplicates += AddResults(path, results);
                addSteps(1);
            }

            return Task.CompletedTask;
        });
        results.Flush();
        int dead = 0;
        if (broker is not null)
        {
            dead = await broker.ExecuteAsync(
                channel => CollectDeadLettersAsync(channel, broker.DeadQueue, folder, results), signals.Draining);
            if (await broker.TryGetQueueStateAsync(signals.Draining) is { Waiting: > 0 } queue)
            {
                Console.WriteLine($"{queue.Waiting} requests still wait in {broker.Queue}; workers: {queue.Workers}.");
            }
        }

        Console.WriteLine(
            $"{results.Count} results are in {output}; added for dead-lettered requests: {dead}; skipped duplicates: {duplicates}.");
        return 0;
    }

    /// <summary>Adds the results of a worker; returns the number of those that the output already has.</summary>
    private static int AddResults(string path, ResultFile results)
    {
        int duplicates = 0;
        foreach ((string customId, byte[] line) in ResultFile.Read(path))
        {
            if (results.Contains(customId))
                duplicates++;
            else
                results.Add(customId, line);
        }

        return duplicates;
    }

    private static async Task<int> CollectDeadLettersAsync(
        IChannel channel, string queue, string folder, ResultFile results)
    {
        var dead = new List<(ulong Tag, string CustomId)>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
            dead.Add((message.DeliveryTag, GetCustomId(message)));

        Dictionary<string, byte[]> failures =
            WorkerFiles.ReadFailures(folder, dead.Select(static message => message.CustomId).ToHashSet());
        int added = 0;
        foreach ((_, string customId) in dead)
        {
            // A worker can have stored the result and been killed before it acknowledged the request.
            if (!results.Contains(customId))
            {
                results.Add(customId, failures.GetValueOrDefault(customId) ?? ResultLine.FromError(
                    customId, "given_up", "The delivery limit is exceeded, and no worker has recorded an error."));
                added++;
            }
        }

        results.Flush();
        foreach ((ulong tag, _) in dead)
            await channel.BasicAckAsync(tag, multiple: false);
        return added;
    }

    private static string GetCustomId(BasicGetResult message) =>
        message.BasicProperties.MessageId ?? $"unnamed: {Encoding.UTF8.GetString(message.Body.Span)}";
}
