using System.Collections.Concurrent;
using System.Text;
using RabbitMQ.Client;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Publishes the lines of a file to the queue.</summary>
internal static class Enqueue
{
    // The number of messages that wait for their confirmations concurrently.
    private const int BatchSize = 256;

    /// <summary>Publishes each line and waits for the broker's confirmation.</summary>
    /// <remarks>
    /// If the connection is lost, unconfirmed lines are published again. A request can therefore be sent twice;
    /// <see cref="Collect"/> keeps one of its results.
    /// </remarks>
    public static async Task<int> RunAsync(string input, Broker broker, int tries)
    {
        using var signals = new ShutdownSignals();
        int total = BatchFile.Validate(input).Count;
        await broker.DeclareAsync(tries, signals.Draining);
        await ProgressDisplay.ShowStepsAsync("lines published", total, PublishAsync);
        Console.WriteLine($"{total} lines are in the queue {broker.Queue}.");
        return 0;

        async Task PublishAsync(Action<int> addSteps)
        {
            foreach ((string Line, BatchItem Item)[] batch in BatchFile.Read(input).Chunk(BatchSize))
            {
                await PublishBatchAsync(broker, batch, signals.Draining);
                addSteps(batch.Length);
            }
        }
    }

    private static async Task PublishBatchAsync(
        Broker broker, (string Line, BatchItem Item)[] batch, CancellationToken cancellationToken)
    {
        var confirmed = new ConcurrentDictionary<string, bool>();
        await broker.ExecuteAsync(
            async channel =>
            {
                await Task.WhenAll(batch.Where(line => !confirmed.ContainsKey(line.Item.CustomId)).Select(async line =>
                {
                    await PublishAsync(channel, broker.Queue, line.Line, line.Item.CustomId);
                    confirmed[line.Item.CustomId] = true;
                }));
                return true;
            },
            cancellationToken);
    }

    private static Task PublishAsync(IChannel channel, string queue, string line, string customId) => channel.BasicPublishAsync(
        exchange: "",
        routingKey: queue,
        mandatory: true,
        new BasicProperties { Persistent = true, MessageId = customId, ContentType = "application/json" },
        Encoding.UTF8.GetBytes(line)).AsTask();
}
