using System.Text;
using RabbitMQ.Client;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Makes one file of the workers' results and of the requests that were given up, each request once.</summary>
internal static class Collect
{
    /// <summary>Collects; what is in the output already stays, so that it can be done any number of times.</summary>
    /// <param name="output">The file of all results.</param>
    /// <param name="folder">Where the workers leave theirs.</param>
    /// <param name="broker">Where the requests are that were given up; null to leave them there.</param>
    /// <returns>The exit code: 0.</returns>
    public static async Task<int> RunAsync(string output, string folder, Broker? broker)
    {
        using var signals = new ShutdownSignals();
        using var results = new ResultFile(output);
        int twice = 0;
        foreach (string path in WorkerFiles.FindAllResults(folder))
        {
            foreach ((string customId, byte[] line) in ResultFile.Read(path))
            {
                if (results.Contains(customId))
                    twice++;
                else
                    results.Add(customId, line);
            }
        }

        results.Flush();
        int dead = broker is null
            ? 0
            : await broker.ExecuteAsync(channel => CollectDeadLettersAsync(channel, broker.DeadQueue, folder, results), signals.Draining);
        Console.WriteLine(
            $"{results.Count} results are in {output}: {dead} of requests that were given up now; "
            + $"{twice} were there already or asked twice.");
        return 0;
    }

    private static async Task<int> CollectDeadLettersAsync(IChannel channel, string queue, string folder, ResultFile results)
    {
        var dead = new List<(ulong Tag, string CustomId)>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
            dead.Add((message.DeliveryTag, GetCustomId(message)));

        Dictionary<string, byte[]> failures = WorkerFiles.ReadFailures(folder, dead.Select(static one => one.CustomId).ToHashSet());
        int added = 0;
        foreach ((_, string customId) in dead)
        {
            // Its result may have been stored by a worker that was killed before it could say so.
            if (!results.Contains(customId))
            {
                results.Add(customId, failures.GetValueOrDefault(customId) ?? ResultLine.FromError(
                    customId, "given_up", "It was delivered as often as it may be, and no worker told why it failed."));
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
