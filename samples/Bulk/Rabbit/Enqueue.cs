using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Puts the lines of a file into the queue.</summary>
internal static class Enqueue
{
    // As many as wait for the broker's word at once.
    private const int BatchSize = 256;

    /// <summary>Sends each line and waits until the broker has it on its disk.</summary>
    /// <remarks>
    /// Lines whose confirmation a lost connection took along are sent again, and all of them when the program runs again: a
    /// request may then be asked twice, and <see cref="Collect"/> takes one of its results.
    /// </remarks>
    public static async Task<int> RunAsync(string input, Broker broker, int tries)
    {
        using var signals = new ShutdownSignals();
        int total = BatchFile.Validate(input).Count;
        await broker.DeclareAsync(tries, signals.Draining);
        foreach ((string Line, BatchItem Item)[] batch in BatchFile.Read(input).Chunk(BatchSize))
        {
            var confirmed = new ConcurrentDictionary<string, bool>();
            await broker.ExecuteAsync(
                async channel =>
                {
                    await Task.WhenAll(batch.Where(one => !confirmed.ContainsKey(one.Item.CustomId)).Select(async one =>
                    {
                        await PublishAsync(channel, broker.Queue, one.Line, one.Item.CustomId);
                        confirmed[one.Item.CustomId] = true;
                    }));
                    return true;
                },
                signals.Draining);
        }

        Console.WriteLine($"{total} lines are in the queue {broker.Queue}.");
        return 0;
    }

    private static Task PublishAsync(IChannel channel, string queue, string line, string customId) => channel.BasicPublishAsync(
        exchange: "",
        routingKey: queue,
        mandatory: true,
        new BasicProperties { Persistent = true, MessageId = customId, ContentType = "application/json" },
        Encoding.UTF8.GetBytes(line)).AsTask();
}
