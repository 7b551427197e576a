using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Receives the requests that the broker delivers to this worker, and reconnects if the connection is lost.</summary>
internal sealed class DeliveryQueue(Broker broker, int prefetch)
{
    /// <summary>Reads requests until the token is canceled. Unacknowledged requests stay assigned to the connection.</summary>
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
        // The broker can cancel the consumer without closing the channel.
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
            // The request is invalid for every worker, so it is dead-lettered immediately.
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
