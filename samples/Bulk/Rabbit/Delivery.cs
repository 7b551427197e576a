using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>Represents a request received on a channel; if the channel closes, the broker delivers it again.</summary>
internal sealed class Delivery(IChannel channel, BasicDeliverEventArgs message)
{
    private readonly ulong _tag = message.DeliveryTag;

    /// <summary>Gets the request, whose bytes are copied because they are valid only during the event.</summary>
    public BatchItem Item { get; } = BatchItem.Parse(message.Body.ToArray());

    /// <summary>Gets whether the request is still assigned to this worker.</summary>
    public bool IsOurs => channel.IsOpen;

    /// <summary>Acknowledges the request after its result is stored.</summary>
    public Task AckAsync() => SendAsync(() => channel.BasicAckAsync(_tag, multiple: false));

    /// <summary>Requeues the request; the broker dead-letters it when it exceeds the delivery limit.</summary>
    public Task RequeueAsync() => SendAsync(() => channel.BasicNackAsync(_tag, multiple: false, requeue: true));

    private static async Task SendAsync(Func<ValueTask> send)
    {
        try
        {
            await send();
        }
        catch (Exception e) when (e is AlreadyClosedException || Broker.IsLost(e))
        {
            // After the channel has closed, the broker delivers the request again.
        }
    }
}
