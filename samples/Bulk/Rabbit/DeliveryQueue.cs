using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>The requests that the broker gives to this worker, over as many connections as it takes.</summary>
internal sealed class DeliveryQueue(Broker broker, int prefetch)
{
    /// <summary>Reads until the token ends it, which is no failure; what is open stays with the broker's connection.</summary>
    public async IAsyncEnumerable<Delivery> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ChannelReader<Delivery> arrivals;
            try
            {
                arrivals = await broker.ExecuteAsync(channel => ConsumeAsync(channel, cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }

            while (await HasMoreAsync(arrivals, cancellationToken))
            {
                while (!cancellationToken.IsCancellationRequested && arrivals.TryRead(out Delivery? delivery))
                {
                    if (delivery.IsOurs)
                        yield return delivery;
                }
            }
        }
    }

    private async Task<ChannelReader<Delivery>> ConsumeAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var arrivals = Channel.CreateUnbounded<Delivery>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) => ReceiveAsync(channel, message, arrivals.Writer);
        // The broker may end the consumer and leave the channel open.
        consumer.UnregisteredAsync += (_, _) => CompleteAsync(arrivals.Writer);
        channel.ChannelShutdownAsync += (_, _) => CompleteAsync(arrivals.Writer);
        await channel.BasicQosAsync(prefetchSize: 0, (ushort)prefetch, global: false, cancellationToken);
        await channel.BasicConsumeAsync(broker.Queue, autoAck: false, consumer, cancellationToken);
        return arrivals.Reader;
    }

    private static async Task ReceiveAsync(IChannel channel, BasicDeliverEventArgs message, ChannelWriter<Delivery> arrivals)
    {
        try
        {
            arrivals.TryWrite(new(channel, message));
        }
        catch (InvalidDataException)
        {
            // Nobody can ask it: it is given up at once.
            await channel.BasicRejectAsync(message.DeliveryTag, requeue: false);
        }
    }

    private static Task CompleteAsync(ChannelWriter<Delivery> arrivals)
    {
        arrivals.TryComplete();
        return Task.CompletedTask;
    }

    private static async ValueTask<bool> HasMoreAsync(ChannelReader<Delivery> arrivals, CancellationToken cancellationToken)
    {
        try
        {
            return await arrivals.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
